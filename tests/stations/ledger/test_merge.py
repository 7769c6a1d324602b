"""The click that earned the order is the newest one, whichever leg knew it."""

from __future__ import annotations

import msgspec
import pytest

from tandem.event.click import Click
from tandem.event.extras import Envelope, Extras
from tandem.event.person import Person
from tandem.ledger.merge import merge
from tests.support.clock import NOON
from tests.support.events import ADA, DENIED, event, tag_event

OLDER = "fb.1.1763800000000.FirstClick"
NEWER = "fb.1.1763812800000.SecondClick"
NEWER_SEEN_AGAIN = "fb.1.1763899999999.SecondClick"


def clicked(fbc: str | None) -> Person:
    return msgspec.structs.replace(ADA, fbc=fbc)


@pytest.mark.parametrize(
    ("tag", "backend", "kept"),
    [
        (OLDER, NEWER, NEWER),
        (NEWER, OLDER, NEWER),
        (NEWER_SEEN_AGAIN, NEWER, NEWER),
        (NEWER, NEWER_SEEN_AGAIN, NEWER),
        (None, OLDER, OLDER),
        (OLDER, None, OLDER),
    ],
)
def test_of_two_clicks_the_newest_is_kept_with_the_moment_it_was_first_seen(
    tag: str | None, backend: str | None, kept: str
) -> None:
    """In whichever order the legs come."""
    legs = tag_event(person=clicked(tag)), event(person=clicked(backend))
    assert merge(*legs).person.fbc == kept
    assert merge(*reversed(legs)).person.fbc == kept


@pytest.mark.parametrize("source", ["backend", "graph"])
def test_a_server_is_believed_about_the_order_whichever_door_it_took(source: str) -> None:
    """The tag is believed about the page, in whichever order the legs come."""
    server = event(source=source, custom_data={"value": 10, "coupon": "MAY"}, event_source_url="https://api.example/")
    tag = tag_event(custom_data={"value": 9, "content_name": "Bell"})
    for merged in (merge(tag, server), merge(server, tag)):
        assert merged.custom_data == {"value": 10, "coupon": "MAY", "content_name": "Bell"}
        assert merged.event_source_url == "https://www.example.com/thanks"


def test_of_the_rarer_fields_each_is_kept_and_the_servers_holds() -> None:
    server = event(source="graph", extras=Extras(opt_out=True), envelope=Envelope(upload_tag="may"))
    tag = tag_event(extras=Extras(opt_out=False, customer_segmentation="customer_in_loyalty_program"))
    for merged in (merge(tag, server), merge(server, tag)):
        assert merged.extras == Extras(opt_out=True, customer_segmentation="customer_in_loyalty_program")
        assert merged.envelope == Envelope(upload_tag="may")


def test_clicks_of_both_legs_are_kept_and_a_refusal_takes_them() -> None:
    """Each platform's newest; after a refusal that governs, none."""
    tag, server = tag_event(clicks={"gclid": Click("A", NOON)}), event(clicks={"ttclid": Click("T")})
    for merged in (merge(tag, server), merge(server, tag)):
        assert merged.clicks == {"gclid": Click("A", NOON), "ttclid": Click("T")}
    assert merge(tag, msgspec.structs.replace(server, grants=DENIED)).clicks == {}
