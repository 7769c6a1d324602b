"""Which identifiers a message brought: short in the ledger, by name in every report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.ledger import key_numbers


@given(st.lists(st.sampled_from(key_numbers.NAMES) | st.text()))
def test_what_was_brought_is_read_by_name(keys: list[str]) -> None:
    """Names that have no number of their own stay as they are."""
    assert key_numbers.read(key_numbers.written(keys)) == tuple(keys)


def test_a_list_of_an_earlier_version_is_read() -> None:
    """It wrote the names out; a conversion may have messages from before and after an upgrade."""
    assert key_numbers.read('["em","fbp"],[2,0],[]') == ("em", "fbp", "em", "client_ip_address")


def test_the_numbers_stay_what_they_are() -> None:
    """Ledgers hold them for ninety days: a name that is added comes last."""
    places = {
        "client_ip_address": 0,
        "client_user_agent": 1,
        "em": 2,
        "ph": 6,
        "external_id": 16,
        "fbp": 17,
        "doby": 36,
    }
    assert {name: key_numbers.NAMES.index(name) for name in places} == places
