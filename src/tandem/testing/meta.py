"""What a test may ask of a Meta."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

from tandem.emulator.testing import MetaEmulator
from tandem.testing.legs import Pair, beside_each_other, paired

DATASET = "1234567890"
SHOWN = 5
"""How many actions are shown below a failed test."""

_direct = build_opener(ProxyHandler({}))
"""No proxy stands between a test and its Meta."""

_CLEAR = re.compile(r"\(email\)|\(clear text, \d+ characters\)")
"""What the emulator shows where it received personal data: it never shows the data itself."""


class Meta:
    """
    An emulator of Meta. Point your sender at `url` in the place of `https://graph.facebook.com`, and the Pixel at
    `pixel_script`. Every dataset id and every token will do.
    """

    def __init__(self, emulator: MetaEmulator) -> None:
        self.emulator = emulator
        self.url = emulator.url
        self.pixel_script = f"{emulator.url}/en_US/fbevents.js"

    def __repr__(self) -> str:
        return f"<Meta {self.url}>"

    def counted(self, event_name: str | None = None) -> int:
        """How many events Meta counts, of one name or of all: two legs under one event_id are one."""
        return self.emulator.counted(event_name)

    def received(self, event_name: str | None = None) -> list[dict[str, Any]]:
        """Every event that was taken, newest first; `raw` is as it was sent, without personal data in clear."""
        return self.emulator.received(**({"event_name": event_name} if event_name else {}))

    def rejected(self) -> list[dict[str, Any]]:
        """Every batch that was refused, newest first: `rule`, `index` of the event at fault, Meta's `error`."""
        return self.emulator.rejected()

    def pair(self, event_name: str, event_id: str | None = None) -> Pair:
        """The newest two legs of that name (and id). Raises `AssertionError` when not even one came."""
        found = self._pair(event_name, event_id)
        if found is None:
            raise AssertionError(f"Meta received no {event_name}.\n{self.told()}")
        return found

    def wait_for(self, event_name: str, *, legs: int = 1, seconds: float = 5.0) -> Pair:
        """The pair as soon as that many legs are there, for senders that work in the background."""
        deadline = time.monotonic() + seconds
        while True:
            found = self._pair(event_name)
            if found and sum(leg is not None for leg in (found.browser, found.server)) >= legs:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"no {event_name} with {legs} leg(s) within {seconds:g} s.\n{self.told()}")
            time.sleep(0.02)

    def no_personal_data_in_clear(self) -> bool:
        """True; raises `AssertionError` with the name of each field that came readable, in whatever was sent."""
        places = list(dict.fromkeys(self._clear()))
        if places:
            raise AssertionError("personal data in clear:\n  " + "\n  ".join(places))
        return True

    def match_quality(self, event_name: str) -> float:
        """
        An estimate of Event Match Quality, 0 to 10, of the website events of that name that the server sent.

        Raises `AssertionError` when there was none.
        """
        try:
            return self.emulator.match_quality(event_name)
        except LookupError as problem:
            raise AssertionError(f"{problem}\n{self.told()}") from None

    def pixel(
        self,
        event_name: str,
        event_id: str | None = None,
        *,
        page: str = "https://shop.example/",
        user_data: Mapping[str, str] | None = None,
        **custom_data: object,
    ) -> None:
        """Send what the Pixel sends for `fbq('track', event_name, custom_data, {eventID: event_id})` on that page."""
        query: dict[str, object] = {"id": DATASET, "ev": event_name, "dl": page}
        query |= {"eid": event_id} if event_id else {}
        query |= {f"cd[{name}]": value for name, value in custom_data.items()}
        query |= {f"ud[{name}]": value for name, value in (user_data or {}).items()}
        _direct.open(f"{self.url}/tr/?{urlencode(query)}", timeout=10).close()

    def told(self) -> str:
        """What came, for people: the newest actions with both legs, and why batches were refused."""
        pairs = beside_each_other(self.emulator.pairs(limit=str(2 * SHOWN)))
        shown = [str(pair) for pair in islice(pairs, SHOWN)]
        return "\n\n".join([*shown, *map(_refusal, self.rejected()[:SHOWN])]) or "nothing"

    def _pair(self, event_name: str, event_id: str | None = None) -> Pair | None:
        wanted = {"event_name": event_name} | ({"event_id": event_id} if event_id else {})
        return paired(event_name, self.emulator.pairs(**wanted))

    def _clear(self) -> Iterator[str]:
        for event in self.emulator.received(limit="1000000"):
            title = f"{event['event_name']} ({event['source']})"
            said = [one["detail"] for one in event["complaints"] if one["key"] == "personal_data"]
            yield from (f"{title}: {place}" for place in list(_places(event["fields"])) or said)
        for batch in self.rejected():
            yield from (f"refused batch, event {batch['index']}: {place}" for place in _places(batch["event"]))


def _places(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, str) and _CLEAR.search(value):
        yield path
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for item in value:
            yield from _places(item, path)


def _refusal(batch: Mapping[str, Any]) -> str:
    error = batch["error"]
    said = error.get("error_user_msg") or error.get("message")
    return f"refused: a batch of {batch['event_count']}, for event {batch['index']}, {batch['rule']}: {said}"
