"""What only a running endpoint can show: one question, one function, judged by what reached Meta."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tandem.conformance.post import Event
from tandem.conformance.stage import PAGE, Stage

READABLE = " John_Smith@gmail.com "
HASH = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
"""Meta's worked example of customer information parameters, and the digest printed beside it."""


class Check(msgspec.Struct, frozen=True):
    """One promise of a sender. `found` is empty when it is kept, else what was seen instead, without personal data."""

    promise: str
    found: str

    @property
    def passed(self) -> bool:
        return not self.found


def hashed_once(stage: Stage) -> str:
    """What comes readable is hashed, and not a second time."""
    return _email_becomes(stage, "readable", READABLE)


def hash_passed_on(stage: Stage) -> str:
    """What comes hashed is passed on, never hashed again."""
    return _email_becomes(stage, "hashed", HASH)


def _email_becomes(stage: Stage, name: str, email: str) -> str:
    seen = _sent(stage, stage.event("Contact", f"{name}-{stage.run}", {"em": email}))
    if seen is None:
        return "the event did not reach Meta"
    value = seen["user_data"].get("em")
    first = str(value[0] if isinstance(value, list) and value else value)
    return "" if first.partition(".")[0] == HASH else f"em is {first}"


def placeholders_stay_home(stage: Stage) -> str:
    """An empty value, `null`, `undefined`, `n/a`: neither sent nor hashed."""
    nothing = {"em": "null", "ph": "undefined", "fn": "", "ln": "n/a"}
    seen = _sent(stage, stage.event("Contact", f"nothing-{stage.run}", nothing))
    if seen is None:
        return "the event did not reach Meta"
    sent = [key for key in nothing if seen["user_data"].get(key) not in (None, "", [])]
    return f"sent nevertheless: {', '.join(sent)}" if sent else ""


def event_id_stays_text(stage: Stage) -> str:
    """An event_id is text: leading zeros stay, and no digit of a long one is lost."""
    event_id = f"000{int(stage.run, 36):018d}"
    seen = _sent(stage, stage.event("Contact", event_id, {}))
    if seen is None:
        return "no event with this id reached Meta"
    return "" if seen["event_id"] == event_id else f"event_id is {seen['event_id']!r}"


def nothing_in_clear(stage: Stage) -> str:
    """An e-mail address in the page's address does not reach Meta."""
    page = f"{PAGE}?email=john_smith%40gmail.com"
    seen = _sent(stage, stage.event("Contact", f"clear-{stage.run}", {}, event_source_url=page))
    if seen is None:
        return "the event did not reach Meta"
    return "event_source_url holds it" if _READABLE_ADDRESS.search(str(seen)) else ""


_READABLE_ADDRESS = re.compile(r"@|%40|\(email\)")
"""The emulator shows (email) where it has received one."""


def one_bad_event(stage: Stage) -> str:
    """An event that Meta would refuse sinks none of those beside it."""
    good = [stage.event("Contact", f"beside-{number}-{stage.run}", {"em": READABLE}) for number in (1, 2)]
    bad = stage.event("Purchase", f"no-value-{stage.run}", {"em": READABLE})
    for event in (good[0], bad, good[1]):
        stage.send(event)
    arrived = stage.arrived([event["event_id"] for event in good])
    lost = len(good) - len(arrived.taken)
    return f"{lost} of {len(good)} good events are lost" if lost else ""


def token_not_in_address(stage: Stage) -> str:
    """The access token travels in a header or in the body: addresses end up in logs."""
    queries: list[dict[str, Any]] = stage.meta.requests()
    return "access_token is in the query" if any("access_token" in each["query"] for each in queries) else ""


CHECKS: tuple[Callable[[Stage], str], ...] = (
    hashed_once,
    hash_passed_on,
    placeholders_stay_home,
    event_id_stays_text,
    nothing_in_clear,
    one_bad_event,
    token_not_in_address,
)
"""The last looks back on the requests of the others."""


def checks(stage: Stage) -> Iterator[Check]:
    """Ask everything."""
    for check in CHECKS:
        yield Check(str(check.__doc__), check(stage))


def _sent(stage: Stage, event: Event) -> Event | None:
    """The event as it reached Meta, or as the endpoint's answer shows that it would."""
    reply = stage.send(event)
    if reply.payloads:
        return reply.payloads[0]
    return None if reply.problem else stage.arrived([event["event_id"]]).taken.get(event["event_id"])
