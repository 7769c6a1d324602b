"""Other platforms' hashes: made where a destination compares them, looked for wherever they may lie."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tandem.destinations import platforms
from tandem.event import dictionary
from tandem.event.person import Person
from tandem.event.site import Site
from tandem.identity.attach import attach
from tandem.identity.traces import traces
from tandem.sources.arrival import Arrived

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EMAIL = "user.name+nyc@example.com"
PLAIN = (
    "f109a2a632fbcea5fc82049f50beed3d8621bf9034399f437fb622222acccdac"  # printf user.name+nyc@example.com | sha256sum
)
BARE = "795bcb4bf560f9867afb3de2d0d3a94976324007c45ea099ec14e90231540547"  # printf username@example.com | sha256sum
DIGITS = "92cfdc5fbcd4a20fbe5d3857af6c1aba31762105bba7f21a17155e920653046c"  # printf 18005550100 | sha256sum
GOOGLE = "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30"  # +18005550100, of Google's own tests


def person(user_data: dict[str, Any], *variants: str) -> Person:
    """Of an event at a site whose destinations compare these."""
    arrived = Arrived(
        source="backend", received_at=NOW, event_name="Lead", event_id="1", event_time=NOW, user_data=user_data
    )
    return attach(arrived, Site(name="shop", dictionary=dictionary.build({}), variants=frozenset(variants))).person


def test_a_hash_that_no_destination_compares_is_not_made() -> None:
    """Nothing more of a person is kept than somebody needs."""
    assert person({"em": EMAIL, "ph": "+18005550100"}) == Person(em=(PLAIN,), ph=(DIGITS,))


def test_a_variant_is_made_where_a_destination_compares_it() -> None:
    """And only that one: Microsoft's is none of Reddit's business."""
    made = person({"em": EMAIL, "ph": "+18005550100"}, "em_microsoft", "ph_plus")
    assert made == Person(em=(PLAIN,), em_microsoft=(BARE,), ph=(DIGITS,), ph_plus=(GOOGLE,))


def test_meta_compares_no_variant() -> None:
    """Its own fields hold the documented form."""
    assert platforms.variants(["meta:1234567890", "meta:2"]) == frozenset()


def test_an_erasure_looks_for_every_variant() -> None:
    """Whatever the settings were when an event came."""
    assert {PLAIN, BARE} <= set(traces({"email": EMAIL}, [None]))
    assert {DIGITS, GOOGLE} <= set(traces({"phone": "+18005550100"}, [None]))
