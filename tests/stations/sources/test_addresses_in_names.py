"""Names and ids are kept and shown as they are, so an e-mail address cannot be one, however it is wrapped."""

from __future__ import annotations

import pytest

from tandem.event.errors import Refused
from tandem.event.person import Unusable
from tandem.identity.passing import passing_id
from tandem.sources import checks

WRAPPED = ("ada@example.com", "ada%40example.com", "ada%2540example.com", "ada%252540example.com")


@pytest.mark.parametrize("address", WRAPPED)
def test_an_address_is_no_event_name(address: str) -> None:
    """Percent-encoded once, twice, thrice: a link in a link in a link."""
    with pytest.raises(Refused, match="looks like an e-mail address"):
        checks.event_name(f"Lead {address}")


@pytest.mark.parametrize("key", ["subscription_id", "fb_login_id"])
@pytest.mark.parametrize("address", WRAPPED)
def test_an_address_is_no_id_that_passes_unhashed(address: str, key: str) -> None:
    """It is dropped alone, and not repeated."""
    dropped = passing_id(key, address)
    assert isinstance(dropped, Unusable)
    assert "ada" not in repr(dropped)
