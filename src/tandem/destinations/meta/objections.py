"""
What Meta would refuse, asked before sending: one bad event makes it reject all that travel with it.

Source: meta error codes 100/2804003 (too old), 2804009 and 2804010 (Purchase without value or currency), 2804050
(customer information too thin); developers.facebook.com/docs/marketing-api/conversions-api/parameters.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.destinations.contract import Objection
from tandem.destinations.meta.payload import user_data
from tandem.event.matchable import is_thin
from tandem.event.model import Event
from tandem.event.outcome import Reason

AGE_LIMIT = timedelta(days=7)
AGE_LIMIT_STORE = timedelta(days=62)


def deadline(event: Event) -> datetime:
    """From when on Meta takes the event no more."""
    return event.event_time + _age_limit(event)


def objection(event: Event, now: datetime) -> Objection | None:
    """The first thing Meta would refuse, or None."""
    if now > deadline(event):
        days = _age_limit(event).days
        return Objection(Reason.TOO_LATE, f"the event is more than {days} days old, Meta takes no older ones")
    if event.event_name == "Purchase" and (missing := _missing_money(event)):
        return Objection(Reason.REJECTED, f"a Purchase needs {missing}")
    return None if _names_somebody(event) else _thin(event)


def _names_somebody(event: Event) -> bool:
    """The common case, without a look at all that is known. None of these keys is too broad by itself."""
    person = event.person
    return bool(person.em or person.ph or person.external_id or person.fbp or person.fbc)


def _thin(event: Event) -> Objection | None:
    keys = user_data(event)
    if not is_thin(keys):
        return None
    known = ", ".join(sorted(keys)) or "nothing"
    detail = f"Meta needs an identifier: email, phone, external_id, fbp, fbc or an IP address; known: {known}"
    return Objection(Reason.TOO_THIN, detail)


def _age_limit(event: Event) -> timedelta:
    return AGE_LIMIT_STORE if event.action_source == "physical_store" else AGE_LIMIT


def _missing_money(event: Event) -> str:
    return " and ".join(name for name in ("value", "currency") if event.custom_data.get(name) is None)
