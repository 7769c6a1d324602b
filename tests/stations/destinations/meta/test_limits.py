"""Limited Data Use: what Meta is told of a visitor who opted out of sale or sharing, alike on both legs."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.consent.limits import place
from tandem.destinations.meta.payload import server_event
from tandem.event.extras import Extras
from tandem.event.model import Grants
from tests.support.events import event

LIMITED = Grants("granted", "manual", None, (1, 1005))
KEYS = ("data_processing_options", "data_processing_options_country", "data_processing_options_state")


def told(**changes: Any) -> list[Any]:
    sent = server_event(event(**changes))
    return [sent.get(key) for key in KEYS]


@pytest.mark.parametrize(
    ("region", "country", "state"),
    [
        ("US-CA", 1, 1000),
        ("US-CO", 1, 1001),
        ("US-CT", 1, 1002),
        ("US-FL", 1, 1003),
        ("US-OR", 1, 1004),
        ("US-TX", 1, 1005),
        ("US-MT", 1, 1006),
        ("US-DE", 1, 1007),
        ("US-NE", 1, 1008),
        ("US-NH", 1, 1009),
        ("US-NJ", 1, 1010),
        ("US-MN", 1, 1011),
        ("US-MD", 1, 1012),
        ("US-RI", 1, 1013),
        ("US-NY", 0, 0),
        ("US", 0, 0),
        ("DE", 0, 0),
        (None, 0, 0),
        ("about", 0, 0),
    ],
)
def test_a_limited_event_names_the_state_that_meta_lists(region: str | None, country: int, state: int) -> None:
    """Meta's page on data processing options; elsewhere 0 and 0: Meta locates the person by the address."""
    assert place(region) == (country, state)
    limited = Grants("granted", "manual", None, place(region))
    assert told(grants=limited) == [["LDU"], country, state]


def test_an_event_that_nobody_limited_says_nothing() -> None:
    assert told(region="US-CA") == [None, None, None]


def test_a_senders_own_limit_stands() -> None:
    own = Extras(
        data_processing_options=("LDU",), data_processing_options_country=1, data_processing_options_state=1000
    )
    assert told(grants=LIMITED, region="US-TX", extras=own) == [("LDU",), 1, 1000]


def test_the_visitors_limit_goes_before_a_senders_word_that_there_is_none() -> None:
    none = Extras(data_processing_options=(), opt_out=True)
    assert told(grants=LIMITED, region="US-TX", extras=none) == [["LDU"], 1, 1005]
    assert server_event(event(grants=LIMITED, extras=none))["opt_out"] is True
    assert told(extras=none) == [(), None, None]
