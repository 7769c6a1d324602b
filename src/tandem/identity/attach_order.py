"""The last step before disk for an order's fact: from a telling with readable identity to a fact that holds none."""

from __future__ import annotations

from tandem.event.order import OrderFact
from tandem.event.person import Person, Unusable
from tandem.event.site import Site
from tandem.identity.address import clean_address
from tandem.identity.attach import clean_browser, cleaned
from tandem.identity.person import person_of
from tandem.kit.secret import fingerprint
from tandem.sources.contract import OrderTelling


class Customers:
    """The customers of one message: each is normalised and hashed once, however many facts tell of them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._read: tuple[object, tuple[Person, tuple[Unusable, ...]]] | None = None

    def person(self, told: OrderTelling) -> tuple[Person, tuple[Unusable, ...]]:
        """The person, and what of it could not be used."""
        if self._read is None or self._read[0] != told.user_data:
            today, site = told.received_at.date(), self._site
            found = person_of(told.user_data, region=site.region, today=today, form=site.match_form)
            self._read = (told.user_data, found)
        return self._read[1]


def attach_order(told: OrderTelling, source: str, site: Site, customers: Customers) -> OrderFact:
    """Who it is about, no further than allowed. Values that cannot be used are named in `dropped`, never kept."""
    person, unusable = customers.person(told)
    address = told.client_ip_address
    return OrderFact(
        site=site.name,
        order_id=told.order_id,
        source=source,
        kind=told.kind,
        at=told.at,
        received_at=told.received_at,
        delivery_id=told.delivery_id,
        key=told.key,
        amount=told.amount,
        totals=told.totals,
        lines=told.lines,
        is_test=told.is_test,
        customer=told.customer,
        subscription=told.subscription,
        action_source=told.action_source,
        person=person,
        client_ip_address=clean_address(address, allow_private=site.private_addresses) if address else None,
        client_user_agent=clean_browser(told.client_user_agent),
        event_source_url=cleaned(told.event_source_url),
        links=tuple(f"{kind}:{fingerprint(token)}" for kind, token in told.links.items() if token),
        grants=told.grants,
        dropped=unusable,
    )
