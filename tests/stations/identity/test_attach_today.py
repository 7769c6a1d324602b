"""A birthday that has not come yet is nobody's."""

from __future__ import annotations

from datetime import UTC, datetime

from tandem.event import dictionary
from tandem.event.site import Site
from tandem.identity.attach import attach
from tandem.sources.arrival import Arrived

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_birthday_after_the_arrival_is_dropped_alone() -> None:
    """The event lives without it, and says why."""
    user_data = {"db": "20270101", "external_id": "customer-7"}
    arrived = Arrived(
        source="backend", received_at=NOW, event_name="Lead", event_id="1", event_time=NOW, user_data=user_data
    )
    event = attach(arrived, Site(name="shop", dictionary=dictionary.build({})))
    assert event.person.db == ()
    assert event.person.external_id
    assert [dropped.key for dropped in event.dropped] == ["db"]
