"""A key that the destination objects to is left out, before the whole event is given up."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tandem.delivery.due import Due
from tandem.destinations.contract import Never
from tandem.event.model import Event
from tandem.event.person import Person, Unusable

_DEFAULTS = msgspec.structs.asdict(Person())


def without_blamed(item: Due, verdict: Never) -> Due | None:
    """The event without the keys that the refusal blames, or None when it carries none of them."""
    carried = sendable(item).person.keys()
    blamed = [key for key in verdict.drops if key in carried]
    if not blamed:
        return None
    cure = "Nothing to do, unless it happens often: then see where the value comes from."
    added = tuple(Unusable(key, f"the destination refused it: {verdict.detail}", cure) for key in blamed)
    return msgspec.structs.replace(item, omitted=item.omitted + added)


def sendable(item: Due) -> Event:
    """The event as this destination is sent it."""
    return _without(item.event, {each.key for each in item.omitted}) if item.omitted else item.event


def _without(event: Event, keys: Collection[str]) -> Event:
    emptied = {key: _DEFAULTS[key] for key in keys if key in _DEFAULTS}
    return msgspec.structs.replace(event, person=msgspec.structs.replace(event.person, **emptied))
