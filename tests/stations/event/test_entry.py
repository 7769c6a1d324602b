"""The journal's format: what is written is read back, digit for digit, by this version and by the next."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.event import entry
from tandem.event.entry import ConsentChanged, PixelSeen, Refusals, Taken
from tandem.event.outcome import Reason
from tests.support.clock import NOON
from tests.support.events import DENIED, event

EVERY_KIND = [
    Taken(event=event()),
    PixelSeen(site="shop", event_name="Lead", event_id="1", state="blocked", received_at=NOON),
    ConsentChanged(site="shop", visitor="ab" * 32, grants=DENIED, received_at=NOON),
    Refusals(
        site="shop",
        source="tag",
        reason=Reason.MALFORMED,
        field="body",
        problem="is bad",
        cure="Mend it.",
        count=3,
        received_at=NOON,
    ),
]


@pytest.mark.parametrize("told", EVERY_KIND, ids=lambda told: type(told).__name__)
def test_every_kind_of_entry_is_read_as_it_was_written(told: entry.Entry) -> None:
    assert entry.decode(entry.encode(told)) == told


def test_an_amount_stands_in_the_journal_as_the_number_the_sender_wrote() -> None:
    assert b'"value":49.90' in entry.encode(Taken(event=event()))


AMOUNTS = st.decimals(min_value=0, max_value=10**14, allow_nan=False, allow_infinity=False, places=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | AMOUNTS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_whatever_a_sender_puts_into_custom_data_survives_the_journal(data: dict[str, Any]) -> None:
    """Text of any script, numbers of any length, nested as they came."""
    kept = event(custom_data=data)
    assert entry.decode(entry.encode(Taken(event=kept))) == Taken(event=kept)


def test_an_entry_of_a_later_version_with_more_fields_can_still_be_read() -> None:
    """A format on disk: a field more must not lose the event."""
    later = msgspec.json.decode(entry.to_json(Taken(event=event())))
    later["event"]["a_field_of_the_future"] = 1
    assert entry.decode(msgspec.json.encode(later)) == Taken(
        event=event(custom_data={**event().custom_data, "value": Decimal("49.9")})
    )


def test_a_refusal_says_field_problem_and_cure_in_one_line() -> None:
    """What a log or a terminal shows of it."""
    from tandem.event.errors import Refused

    refused = Refused(Reason.MISSING_FIELD, "event_id", "is missing", "Send one.")
    assert str(refused) == "event_id: is missing. Send one."
