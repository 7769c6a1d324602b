"""The last step before disk for an order's fact: from a telling with readable identity to a fact that holds none."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tandem.event.order import OrderFact
from tandem.event.person import Person, Unusable
from tandem.event.site import Site
from tandem.identity.address import clean_address
from tandem.identity.attach import clean_browser, cleaned, person_at
from tandem.kit.secret import fingerprint
from tandem.sources.contract import OrderTelling


class Customer(msgspec.Struct, frozen=True):
    """Who a fact is about, no further than allowed, and how they came."""

    person: Person
    address: str | None
    browser: str | None
    page: str | None
    links: tuple[str, ...]
    unusable: tuple[Unusable, ...]


class Customers:
    """The customers of one message: each is normalised and hashed once, however many facts tell of them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known: tuple[object, Customer] | None = None

    def of(self, told: OrderTelling) -> Customer:
        """Values that cannot be used are named, never kept."""
        about = (told.user_data, told.client_ip_address, told.client_user_agent, told.event_source_url, told.links)
        if self._known is None or self._known[0] != about:
            self._known = (about, _customer(told, self._site))
        return self._known[1]


def _customer(told: OrderTelling, site: Site) -> Customer:
    address = told.client_ip_address
    person, unusable = person_at(site, told.user_data, told.received_at)
    return Customer(
        person=person,
        address=clean_address(address, allow_private=site.private_addresses) if address else None,
        browser=clean_browser(told.client_user_agent),
        page=cleaned(told.event_source_url),
        links=links_of(told.links),
        unusable=unusable,
    )


def links_of(tokens: Mapping[str, str]) -> tuple[str, ...]:
    """What may lead to a visit, of tokens by kind: each as a digest."""
    return tuple(f"{kind}:{fingerprint(token)}" for kind, token in tokens.items() if token)


def attach_order(told: OrderTelling, source: str, site: Site, customers: Customers) -> OrderFact:
    """Who it is about, no further than allowed. Values that cannot be used are named in `dropped`, never kept."""
    customer = customers.of(told)
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
        person=customer.person,
        client_ip_address=customer.address,
        client_user_agent=customer.browser,
        event_source_url=customer.page,
        links=customer.links,
        grants=told.grants,
        dropped=customer.unusable,
    )
