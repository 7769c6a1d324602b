"""What every event must satisfy, whoever sent it. Each check raises `Refused`; none of them guesses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from tandem.event import money
from tandem.event.dictionary import Definition, Dictionary
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.clock import from_seconds

NAME_LIMIT = 100
ID_LIMIT = 128

SKEW = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours."""

_AHEAD, _NONE = -SKEW, timedelta(0)

AGE_LIMIT = timedelta(days=7)
"""Meta refuses older events: developers.facebook.com/docs/marketing-api/conversions-api/using-the-api"""

AGE_LIMIT_STORE = timedelta(days=62)
"""The same for `action_source: physical_store`."""

MILLISECONDS_FROM = 100_000_000_000
"""Seconds of the year 5138: a larger number is milliseconds."""


_REGION = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?", re.ASCII)
_NOWHERE = frozenset({"XX", "ZZ"})

_ENCODED_AT = re.compile(r"%(?:25)*40")
"""An `@` may not stand in names and ids: they are kept and shown as they are, and an e-mail address must not be."""


def is_presentable(text: str, limit: int) -> bool:
    """Whether a name or an id may be kept as it is."""
    return 0 < len(text.strip()) <= len(text) <= limit and text.isprintable() and not _holds_address(text)


def _holds_address(text: str) -> bool:
    return "@" in text or ("%" in text and _ENCODED_AT.search(text) is not None)


def event_name(given: str) -> str:
    """The name without the spaces around it."""
    if not is_presentable(given, NAME_LIMIT):
        cure = "Send a standard event such as Purchase, or a name of your own."
        raise Refused(Reason.INVALID_FIELD, "event_name", _unpresentable(given, NAME_LIMIT), cure)
    return given.strip()


def defined(given: str, dictionary: Dictionary) -> tuple[str, Definition]:
    """The name, and what it means here. Raises `Refused` also for a known name in the wrong case."""
    known = dictionary.get(given)
    if known:
        return given, known
    name = event_name(given)
    dictionary.check_spelling(name)
    return name, dictionary[name]


def event_id(given: str | int | None, definition: Definition, custom_data: Mapping[str, Any]) -> str:
    """The id as sent, else as the dictionary derives it. Never minted here: a retry would then count twice."""
    made = str(given).strip() if given is not None else definition.derive_id(custom_data)
    if not made:
        template = f", or the fields of {definition.event_id}" if definition.event_id else ""
        cure = f"Send an id that is the same on both legs and on every retry{template}."
        raise Refused(Reason.MISSING_FIELD, "event_id", "is missing", cure)
    if not is_presentable(made, ID_LIMIT):
        raise Refused(
            Reason.INVALID_FIELD, "event_id", _unpresentable(made, ID_LIMIT), "Use your order number or a UUID."
        )
    return made


def _unpresentable(text: str, limit: int) -> str:
    return "looks like an e-mail address" if _holds_address(text) else f"is not 1 to {limit} printable characters"


def order_id(given: str | int, field: str = "order_id") -> str:
    """As the shop writes it, without the spaces around it. Raises `Refused`."""
    text = str(given).strip()
    if isinstance(given, bool) or not is_presentable(text, ID_LIMIT):
        raise Refused(Reason.INVALID_FIELD, field, _unpresentable(text, ID_LIMIT), "Send the order's number or id.")
    return text


def signal(given: str) -> str:
    """Who spoke for the visitor. It is a label: what could be an e-mail address is left out."""
    return given if given.isprintable() and not _holds_address(given) else ""


def region(given: str | None) -> str | None:
    """A country or subdivision of ISO 3166 in capitals, or None: a proxy writes XX or T1 where it knows none."""
    if not given or not _REGION.fullmatch(given) or given[:2].upper() in _NOWHERE:
        return None
    return given.upper()


def seconds(given: int, field: str = "event_time") -> datetime:
    """A Unix time in seconds as a moment."""
    if given >= MILLISECONDS_FROM:
        raise Refused(Reason.INVALID_FIELD, field, "is in milliseconds", "Send Unix time in whole seconds.")
    if given < 0:
        raise Refused(Reason.INVALID_FIELD, field, "is before 1970", "Send Unix time in whole seconds.")
    return from_seconds(given)


def event_time(moment: datetime, received_at: datetime, *, store: bool) -> datetime:
    """In Meta's window: not after its arrival, not older than 7 days (62 for a physical store)."""
    age = received_at - moment
    if age < _AHEAD:
        cure = "Send the time at which it happened, and check the clock of the sender."
        raise Refused(Reason.IN_FUTURE, "event_time", "is in the future", cure)
    limit = AGE_LIMIT_STORE if store else AGE_LIMIT
    if age > limit:
        cure = "Send events as they happen; Meta refuses a whole batch for one event this old."
        raise Refused(Reason.TOO_OLD, "event_time", f"is more than {limit.days} days ago", cure)
    return moment if age > _NONE else received_at


def custom_data(given: dict[str, Any], definition: Definition, depth: int) -> dict[str, Any]:
    """Amounts exact, currency known, ids as strings, the dictionary's required fields there."""
    if given and nests_beyond(given, depth):
        cure = "Send flat data: nothing of use to an ad platform is nested this deep."
        raise Refused(Reason.TOO_DEEP, "custom_data", f"is nested deeper than {depth} levels", cure)
    for name in definition.required:
        value = given.get(name)
        if not value and (value is None or isinstance(value, str)):
            cure = f"Add {name}: without it Meta refuses the event, and Tandem invents none."
            raise Refused(Reason.MISSING_FIELD, f"custom_data.{name}", "is missing", cure)
    checked = dict(given)
    value, currency, order_id = given.get("value"), given.get("currency"), given.get("order_id")
    if value is not None:
        checked["value"] = money.value(value)
    if currency is not None:
        checked["currency"] = money.currency(currency)
    if type(order_id) is int:
        checked["order_id"] = str(order_id)
    return checked


def text(user_data: Mapping[str, Any], key: Literal["client_ip_address", "client_user_agent"]) -> str | None:
    """A part of `user_data` that belongs to the request and not to the person."""
    value = user_data.get(key)
    return value if isinstance(value, str) and value else None


def nests_beyond(value: Any, depth: int) -> bool:
    """Whether lists and objects nest more than `depth` levels."""
    if depth < 0:
        return True
    for item in value.values() if type(value) is dict else value:
        kind = type(item)
        if (kind is dict or kind is list) and nests_beyond(item, depth - 1):
            return True
    return False
