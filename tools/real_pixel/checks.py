"""What must be so after the visit, one line each. None rests on how a library looks inside."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

import msgspec

from tandem.emulator.testing import MetaEmulator
from tools.real_pixel.browser import Visit, Went
from tools.real_pixel.visit import EMAIL_SHA256, ORDER, PIXEL, STEPS, Expected


class Check(msgspec.Struct, frozen=True):
    """One promise. `why` says what was found where it does not hold, and is empty where it does."""

    name: str
    why: str = ""

    @property
    def holds(self) -> bool:
        return not self.why


def checked(visit: Visit, meta: MetaEmulator) -> list[Check]:
    """All of them, in the order of the visit. Sends the server's leg of the purchase, to see the two counted as one."""
    return [
        Check("the library takes over", "" if visit.version else "it never did: fbq.callMethod is missing"),
        *(Check(went.step, _in_words(went)) for went in visit.steps),
        *_counted_once(meta),
        Check("customer data arrives hashed", _unhashed(meta)),
        Check("a long event is posted", _by("Search", "Pixel POST", meta)),
        Check("an image without JavaScript is known as one", _without_javascript(meta)),
        Check("nothing is refused", "; ".join(refused["error"]["message"] for refused in meta.rejected())),
        Check("whatever is asked of Meta's hosts is answered", _unanswered(visit)),
        Check("a server event of the same event_id makes no second purchase", _counted_twice(meta)),
    ]


def _in_words(went: Went) -> str:
    missing = ", ".join(f"{event.event_name} did not come" for event in went.missing)
    early = ", ".join(f"{event.event_name} came before it might" for event in went.early)
    return "; ".join(filter(None, (missing, early)))


def _counted_once(meta: MetaEmulator) -> Iterator[Check]:
    """Of each event with an id; one without may come again of the library's own accord."""
    named = [event for step in STEPS for event in step.expects if event.event_id]
    came = Counter(Expected(e["event_name"], e["event_id"], e["dataset"]) for e in meta.received())
    several = [f"{event.event_name} came {came[event]} times" for event in named if came[event] > 1]
    yield Check("no event comes twice", "; ".join(several))


def _unhashed(meta: MetaEmulator) -> str:
    sent = [e["fields"]["user_data"].get("em") for e in meta.received(event_name="Purchase", source="browser")]
    return "" if sent == [EMAIL_SHA256] else f"the purchase's em is {sent}, not the SHA-256 of the address"


def _by(event_name: str, transport: str, meta: MetaEmulator) -> str:
    ways = {event["transport"] for event in meta.received(event_name=event_name)}
    return "" if ways == {transport} else f"{event_name} came by {', '.join(ways) or 'no way'}, not by {transport}"


def _without_javascript(meta: MetaEmulator) -> str:
    ways = Counter(event["transport"] for event in meta.received(event_name="PageView"))
    return "" if ways["Pixel noscript"] == 1 else f"{ways['Pixel noscript']} came"


def _unanswered(visit: Visit) -> str:
    return "; ".join(f"{asked.url} was answered {asked.status}" for asked in visit.asked if asked.status >= 400)


def _counted_twice(meta: MetaEmulator) -> str:
    """Tell the purchase again, by the other way."""
    event = {
        "event_name": "Purchase", "event_id": ORDER, "event_time": int(time.time()), "action_source": "website",
        "user_data": {"em": [EMAIL_SHA256]}, "custom_data": {"value": 49.9, "currency": "EUR"},
    }  # fmt: skip
    meta.post(f"/v26.0/{PIXEL}/events", {"data": [event], "access_token": "any-token-will-do"})
    counted, pairs = meta.counted("Purchase"), meta.pairs(event_name="Purchase", legs="both")
    return "" if (counted, len(pairs)) == (1, 1) else f"{counted} counted, in {len(pairs)} pairs of both legs"
