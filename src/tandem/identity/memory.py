"""
Memory of visits: what a browser showed, kept so that what comes later without a browser, a webhook, a renewal, a stage
of a CRM, still carries the click that earned it.

Who it is, is asked in three steps: of the message itself, of the visit stored at checkout, of what is known of the
customer. Pure; the ledger keeps the visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from tandem.consent.hearing import governing
from tandem.consent.rules import WITHDRAWN, without_person
from tandem.event import click
from tandem.event.checkout import Checkout
from tandem.event.click import Click
from tandem.event.entry import ConsentChanged
from tandem.event.model import Event, Grants
from tandem.event.order import OrderFact
from tandem.event.person import Person
from tandem.identity.browser_ids import newest_click
from tandem.kit.secret import fingerprint

ADDRESS_LIFE = timedelta(days=7)
"""How long a visit's address and browser are of use: no platform takes an older event of the web."""

MOST = 8
"""
Hashes of one key that a visit remembers, the latest. A household shares a browser; the tablet of a call centre sees
thousands of people, and none of them is the one who comes next.
"""

TOKENS: Mapping[str, str] = {
    "order_id": "order",
    "checkout_token": "checkout",
    "cart_token": "cart",
    "customer_id": "customer",
    "visit_token": "visit",
    "click_id": "click",
}
"""What in an event's `custom_data` a shop's messages will name too, and the kind of link it makes."""


OF_ONE_VISIT = frozenset({"order", "checkout", "cart", "visit"})
"""Links that are one visit's alone. A customer has many visits; an ad's click leads to whoever followed it last."""

MESSAGE_LIFE = timedelta(days=1)
"""
How long after a checkout changed its message is believed to be a first one: Shopify tries for four hours. An older one
was overheard or kept, and would bring back whoever was forgotten since.
"""


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of one browser. Identifiers are hashed or opaque."""

    seen_at: datetime
    person: Person
    clicks: dict[str, Click] = {}
    client_ip_address: str | None = None
    client_user_agent: str | None = None
    event_source_url: str | None = None
    grants: Grants = Grants()


def visit_of(event: Event) -> Visit:
    """What an event of the tag showed of its visit."""
    return Visit(
        seen_at=event.received_at,
        person=event.person,
        clicks=event.clicks,
        client_ip_address=event.client_ip_address,
        client_user_agent=event.client_user_agent,
        event_source_url=event.event_source_url,
        grants=event.grants,
    )


def visit_of_checkout(checkout: Checkout) -> Visit:
    """What a shop's checkout knows of a visit: no address, no browser, and no word on consent."""
    return Visit(seen_at=checkout.received_at, person=checkout.person)


def both(earlier: Visit, later: Visit) -> Visit:
    """One browser seen twice: the later word on everything, and the identifiers of both, the latest of them."""
    return msgspec.structs.replace(
        later,
        person=_latest(_persons(later.person, earlier.person)),
        clicks=click.merged(later.clicks, earlier.clicks),
        grants=governing(earlier.grants, later.grants),
    )


def with_person(visit: Visit, person: Person) -> Visit:
    """The same visit, with what else is known of who it is. What the browser showed goes before."""
    return msgspec.structs.replace(visit, person=_latest(_persons(visit.person, person)))


def refusal(told: ConsentChanged) -> Visit:
    """What stays of a visit whose visitor took the consent back: that they did, and when."""
    grants = Grants("denied", WITHDRAWN, told.grants.at or told.received_at)
    return Visit(seen_at=told.received_at, person=Person(), grants=grants)


def without_address(visit: Visit) -> Visit:
    """What stays known once no event of that visit can be sent any more."""
    return msgspec.structs.replace(visit, client_ip_address=None, client_user_agent=None)


def tokens_of(event: Event) -> tuple[str, ...]:
    """What leads to the visit stored at checkout."""
    data = event.custom_data
    return tuple([f"{TOKENS[name]}:{fingerprint(str(data[name]))}" for name in TOKENS if data.get(name)])


def links_of_order(fact: OrderFact) -> tuple[str, ...]:
    """What leads from an order to the visit stored at its checkout, the surest first."""
    return (f"order:{fingerprint(fact.order_id)}", *fact.links)


def of_one_visit(links: Iterable[str]) -> tuple[str, ...]:
    """Those of the links that are one visit's alone."""
    return tuple(link for link in links if link.partition(":")[0] in OF_ONE_VISIT)


def links_of_person(person: Person) -> tuple[str, ...]:
    """What leads to anything known of the customer. The hashes are the match keys' own."""
    told = (("external_id", person.external_id), ("em", person.em), ("ph", person.ph))
    return tuple([f"{key}:{digest}" for key, hashes in told for digest in hashes])


def recall(event: Event, at_checkout: Visit | None, of_customer: Visit | None) -> Event:
    """
    The event with what is remembered. Of the customer's other visits only identifiers are taken: their address and
    browser were those of another day. The latest word on consent governs.
    """
    if at_checkout is not None:
        event = _with_browser(_with_identity(event, at_checkout), at_checkout)
    if of_customer is not None:
        event = _with_identity(event, of_customer)
    return without_person(event) if event.grants.ads == "denied" else event


def _with_identity(event: Event, visit: Visit) -> Event:
    return msgspec.structs.replace(
        event,
        person=_persons(event.person, visit.person),
        clicks=click.merged(event.clicks, visit.clicks),
        grants=governing(visit.grants, event.grants),
    )


def _with_browser(event: Event, visit: Visit) -> Event:
    """
    Address and browser belong together: both are the message's own, or both the visit's. Who rings up or stands at a
    till is in no browser: of the visit that led there, what identifies it is taken alone.
    """
    if event.action_source != "website":
        return event
    own = event.client_ip_address or event.client_user_agent
    fresh = event.received_at - visit.seen_at < ADDRESS_LIFE
    told = event if own or not fresh else visit
    return msgspec.structs.replace(
        event,
        client_ip_address=told.client_ip_address,
        client_user_agent=told.client_user_agent,
        event_source_url=event.event_source_url or visit.event_source_url,
    )


def _persons(first: Person, second: Person) -> Person:
    """Every identifier once, the first's before; of two clicks the newest, with the moment it was first seen."""
    return msgspec.structs.replace(first.merge(second), fbc=newest_click(first.fbc, second.fbc))


def _latest(person: Person) -> Person:
    values = msgspec.structs.asdict(person)
    long = {key: hashes[:MOST] for key, hashes in values.items() if type(hashes) is tuple and len(hashes) > MOST}
    return msgspec.structs.replace(person, **long) if long else person
