"""The last step before disk for a checkout: from a telling with readable identity to a record that holds none."""

from __future__ import annotations

from tandem.event.checkout import Checkout
from tandem.event.site import Site
from tandem.identity.attach_order import links_of
from tandem.identity.person import person_of
from tandem.sources.contract import CheckoutTelling


def attach_checkout(told: CheckoutTelling, source: str, site: Site) -> Checkout:
    """Values that cannot be used are named in `dropped`, never kept."""
    today = told.received_at.date()
    person, unusable = person_of(told.user_data, region=site.region, today=today, form=site.match_form)
    return Checkout(
        site=site.name,
        source=source,
        at=told.at,
        received_at=told.received_at,
        person=person,
        links=links_of(told.links),
        dropped=unusable,
    )
