"""
The other platforms' click ids: known by contracts/click_ids.json, passed on in their own case, never hashed. A bad one
is dropped alone: it costs neither the event nor its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote

import msgspec

from tandem.event.click import Click, merged
from tandem.event.person import Unusable
from tandem.identity.personal import holds_email
from tandem.kit.clock import from_millis, from_seconds
from tandem.kit.contracts import load

LONGEST = 500
"""Characters of an id. A longer one is refused, never cut: a part of an id is nobody's id."""

MILLISECONDS = range(1_000_000_000_000, 10_000_000_000_000)
"""Unix milliseconds from 2001 to 2286: a smaller number is in seconds."""

_ID = re.compile(rf'(?:(?![",;\\@])[!-~]){{1,{LONGEST}}}')
"""Printable ASCII that can stand in a cookie, without `@`: an e-mail address in an id's place must not pass."""

_NO_IDS = frozenset({"null", "undefined", "none", "nan", "true", "false"})

_TABLE: Mapping[str, Mapping[str, Mapping[str, str]]] = load("click_ids.json")["ids"]
_COOKIES = {name: (key, pattern) for key, row in _TABLE.items() for name, pattern in row["cookies"].items()}

PARAMETERS = tuple(key for key, row in _TABLE.items() if str(row["names"]) == "click")
"""What stands in the address of a landing page."""

COOKIES = tuple(_COOKIES)
"""What the platforms' own tags keep in the browser."""


def clean_clicks(given: Mapping[str, object], now: datetime) -> tuple[dict[str, Click], tuple[Unusable, ...]]:
    """
    The clicks of an event, and what of them could not be used. `given` is by parameter (in any case) or by the cookie
    of a platform's tag, whose value is taken apart; each value is an id, or `{"id": …, "at": <Unix milliseconds>}`.
    """
    clicks: dict[str, Click] = {}
    unusable: dict[str, Unusable] = {}
    for name, told in given.items():
        read = _read(name, told, now)
        if isinstance(read, Unusable):
            unusable[read.key] = read
        else:
            clicks = merged(clicks, read)
    return clicks, tuple(unusable.values())


def _read(name: str, told: object, now: datetime) -> dict[str, Click] | Unusable:
    key, pattern = (name.lower(), "") if name.lower() in _TABLE else _COOKIES.get(name, ("", ""))
    if not key:
        return Unusable("clicks", "holds an id of no platform we know", f"Send any of {', '.join(_TABLE)}.")
    try:
        click = _taken_apart(_click(told), pattern)
    except (ValueError, OverflowError) as problem:
        return Unusable(f"clicks.{key}", str(problem), "Send it as the landing page's address had it; `at` in ms.")
    return {key: msgspec.structs.replace(click, at=min(click.at, now)) if click.at else click}


def _click(told: object) -> Click:
    """Raises `ValueError`."""
    given = told if isinstance(told, Mapping) else {"id": told}
    identity, at = given.get("id"), given.get("at")
    if not isinstance(identity, str):
        raise ValueError("holds no id")
    if at is None:
        return Click(identity)
    if not isinstance(at, int) or at not in MILLISECONDS:
        raise ValueError("has a time that is not in Unix milliseconds")
    return Click(identity, from_millis(at))


def _taken_apart(click: Click, pattern: str) -> Click:
    """The id inside a cookie's value; a time that stands there is the click's own. Raises `ValueError`."""
    text = unquote(click.id)
    found = re.fullmatch(pattern, text) if pattern else None
    parts = found.groupdict() if found else {}
    identity = parts.get("id", text)
    if (pattern and not found) or not _ID.fullmatch(identity) or identity.lower() in _NO_IDS or holds_email(identity):
        raise ValueError("is no click id")
    moment = int(parts.get("at", 0))
    own = moment and (from_millis(moment) if moment in MILLISECONDS else from_seconds(moment))
    return Click(identity, own or click.at)
