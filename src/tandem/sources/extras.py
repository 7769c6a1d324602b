"""The rules of the rarer fields that no type can state. The tables are contracts/meta/server_event.json."""

from __future__ import annotations

from functools import cache
from typing import Any

from tandem.event.errors import Refused
from tandem.event.extras import AppData, Attribution, Extras
from tandem.event.outcome import Reason
from tandem.kit import contracts


def extras(sent: Extras) -> Extras | None:
    """What `sent` holds of them, or None when it holds none. Raises `Refused`."""
    told = sent.alone()
    if told is None:
        return None
    _check_limits(told)
    if told.app_data:
        _check_device(told.app_data)
    if told.attribution_data:
        _check_share(told.attribution_data)
    return told


def _check_limits(told: Extras) -> None:
    """Limited Data Use: a state is one that Meta lists, and says nothing without its country."""
    state = told.data_processing_options_state
    if state is None:
        return
    if str(state) not in _table()["states"]:
        cure = "Send Meta's number of the state, e.g. 1000 for California, or 0."
        raise Refused(Reason.INVALID_FIELD, "data_processing_options_state", "is no state that Meta lists", cure)
    if told.data_processing_options_country is None:
        cure = "Send 1 for the United States, or 0 to let Meta locate the person."
        raise Refused(Reason.MISSING_FIELD, "data_processing_options_country", "is missing beside the state", cure)


def _check_device(app: AppData) -> None:
    rules = _table()["extinfo"]
    if app.extinfo[0] not in rules["versions"]:
        cure = "Send a2 for Android or i2 for iOS in the first slot."
        raise Refused(Reason.INVALID_FIELD, "app_data.extinfo", "has no known version in its first slot", cure)
    if any(app.extinfo[slot] in ("", None) for slot in rules["required_slots"]):
        cure = "Send the version of the operating system in the fifth slot."
        raise Refused(Reason.MISSING_FIELD, "app_data.extinfo", "has an empty slot that must be filled", cure)


def _check_share(attribution: Attribution) -> None:
    share = attribution.attribution_share
    if share is not None and not 0 <= share <= 1:
        cure = "Send the share of this touchpoint, 0 to 1."
        raise Refused(Reason.INVALID_FIELD, "attribution_data.attribution_share", "is not between 0 and 1", cure)


@cache
def _table() -> Any:
    return contracts.load("meta/server_event.json")
