"""
Meta's two browser ids. `fbp` names a browser, `fbc` the click on an ad that brought it.

Form: `fb.{subdomain index}.{creation time, Unix milliseconds}.{payload}`, and perhaps `.{appendix}` of two or eight
characters by Meta's parameter builder. Values are passed on byte for byte and never hashed: Meta's diagnostics complain
of a click id that was changed in any way. A malformed one is dropped alone; sent, it would cost the whole event
(error 2804001). Source: developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import msgspec

from tandem.event.person import Unusable

_LONGEST_CLICK_ID = 500
"""Meta's Pixel ignores longer ones."""

_LARGEST_RANDOM = 2_147_483_647
_BROWSER_ID = re.compile(
    r"fb\.(?P<index>\d{1,2})\.(?P<time>\d{13})\.(?P<payload>[\w%+~=*-]+)(?:\.(?P<appendix>[\w-]{8}|[\w-]{2}))?",
    re.ASCII,
)
_USUAL = re.compile(r"fb\.[0-9]{1,2}\.[0-9]{13}\.[0-9A-Za-z_%+~=*-]{1,500}(?:\.(?:[\w-]{8}|[\w-]{2}))?", re.ASCII)
"""The same without a look at its parts."""

_CLICK_ID = re.compile(r"[\w%+~=*-]+", re.ASCII)
_NO_CLICK_IDS = frozenset({"null", "undefined", "none", "nan", "true", "false"})


class BrowserId(msgspec.Struct, frozen=True, kw_only=True):
    """One `_fbp` or `_fbc`, taken apart. `text` is the value as it came, `time_ms` when its payload was first seen."""

    text: str
    index: int
    time_ms: int
    payload: str
    appendix: str | None


def is_usual(value: str) -> bool:
    """Whether it is an fbp or an fbc of sensible length: all there is to ask of one that is passed on."""
    return _USUAL.fullmatch(value) is not None


def parse_fbp(value: str) -> BrowserId | Unusable:
    """The parts of a `_fbp` cookie."""
    return _parse("fbp", value)


def parse_fbc(value: str) -> BrowserId | Unusable:
    """The parts of a `_fbc` cookie. Its payload is the click id (`fbclid`), in its own case, at most 500 characters."""
    click = _parse("fbc", value)
    if isinstance(click, BrowserId) and len(click.payload) > _LONGEST_CLICK_ID:
        return _too_long()
    return click


def fbc_from_click(fbclid: str, seen_at_ms: int, index: int = 1) -> str | Unusable:
    """
    The `fbc` of a click id read from a landing page's address, as raw as it stood there.

    `seen_at_ms` (Unix milliseconds) is when this click id was first seen, not when the visitor converted. `index` is
    the cookie domain's: 1 for example.com, and where there is no cookie. What is an `fbc` already is returned as is.
    """
    if fbclid.startswith("fb.") and isinstance(parse_fbc(fbclid), BrowserId):
        return fbclid
    if len(fbclid) > _LONGEST_CLICK_ID:
        return _too_long()
    if not _CLICK_ID.fullmatch(fbclid) or fbclid.lower() in _NO_CLICK_IDS:
        return Unusable("fbc", "is no click id", "Send the fbclid of the landing page's address, unchanged.")
    return f"fb.{index}.{seen_at_ms}.{fbclid}"


def newest_click(one: str | None, other: str | None) -> str | None:
    """
    The `fbc` to keep of two: the later click, or, for one click id seen twice, the earlier time. Malformed ones lose.

    Meta wants the time at which a click id was first seen; a time that moves with every event harms matching
    (github.com/PostHog/posthog/pull/84324).
    """
    clicks = [click for value in (one, other) if value and isinstance(click := parse_fbc(value), BrowserId)]
    if len({click.payload for click in clicks}) == 1:
        return min(clicks, key=_time).text
    return max(clicks, key=_time).text if clicks else None


def fbp_mint(now_ms: int, random: Callable[[], float], index: int = 1) -> str:
    """
    A new `fbp`, as Meta's Pixel makes it: the time in Unix milliseconds and a whole number up to 2^31 - 1.

    `random` returns a number from 0 up to 1, as `random.random` does.
    """
    return f"fb.{index}.{now_ms}.{round(random() * _LARGEST_RANDOM)}"


@lru_cache(maxsize=512)
def _parse(key: str, value: str) -> BrowserId | Unusable:
    """Remembered, because one request asks several times about the same ids."""
    found = _BROWSER_ID.fullmatch(value)
    if found is None:
        return Unusable(
            key, f"is no _{key} cookie", f"Send the value of the _{key} cookie unchanged: fb.1.<milliseconds>.<id>."
        )
    return BrowserId(
        text=value,
        index=int(found["index"]),
        time_ms=int(found["time"]),
        payload=found["payload"],
        appendix=found["appendix"],
    )


def _too_long() -> Unusable:
    return Unusable(
        "fbc", "holds a click id of more than 500 characters", "Send the fbclid as Meta put it into the address."
    )


def _time(click: BrowserId) -> int:
    return click.time_ms
