"""What a page showed is remembered, and recalled for what comes without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from tandem.consent.regions import policy_of
from tandem.event.checkout import Checkout
from tandem.event.entry import ConsentChanged
from tandem.event.model import Event
from tandem.event.order import OrderFact
from tandem.event.person import Person
from tandem.event.site import Site
from tandem.identity import memory
from tandem.kit.secret import fingerprint
from tandem.ledger.sqlite import SqliteLedger

SERVERS = frozenset({"backend", "webhook"})
"""Senders without a browser. Who posts to Meta's own address has put together what is to be sent."""

NOBODY = Person()


class Links(msgspec.Struct, frozen=True):
    """What may lead from an event to a visit, the surest first, and from a visit to its browser."""

    of_visit: tuple[str, ...] = ()
    of_person: tuple[str, ...] = ()
    visitor: str = ""
    """The browser's name in the books, or the first link where nobody knows the browser. Empty: nothing leads to it."""

    @property
    def all(self) -> tuple[str, ...]:
        return self.of_visit + self.of_person


def links_of(event: Event) -> Links:
    """Of the tag's events and of what servers told; no other sender is asked."""
    if event.source in SERVERS and event.person != NOBODY:
        return Links(memory.tokens_of(event), memory.links_of_person(event.person))
    if event.source != "tag":
        return Links()
    of_visit, of_person = memory.tokens_of(event), memory.links_of_person(event.person)
    first = next(iter(of_visit + of_person), "")
    return Links(of_visit, of_person, fingerprint(event.person.fbp) if event.person.fbp and first else first)


def look_for(told: Sequence[tuple[Event, Links]], ledger: SqliteLedger) -> None:
    """What settling these events will ask for, in one look: `glance`."""
    ledger.visits.visitors_absent.look_for([(event.site, links.visitor) for event, links in told if links.visitor])
    asked = [(event.site, link) for event, links in told for link in _asked(event, links)]
    ledger.visits.links_absent.look_for(asked)


def _asked(event: Event, links: Links) -> tuple[str, ...]:
    """Of a page's own visit a customer's other visits tell nothing."""
    return memory.of_one_visit(links.of_visit) if event.source == "tag" else links.all


def remember(event: Event, links: Links, ledger: SqliteLedger, site: Site) -> None:
    """
    Of the tag's events those by which a later message could find the visit, and only where the visitor allowed it: on a
    site where silence means no, a yes.
    """
    if event.source != "tag" or not _may_be_kept(event, site):
        return
    if links.visitor:
        ledger.visits.remember(event.site, links.visitor, memory.visit_of(event), links.all)


def hear(checkout: Checkout, ledger: SqliteLedger, site: Site | None) -> None:
    """
    What a shop knows of who is at a checkout joins the visit behind it, unless that was refused. Where no page told of
    that visit, nobody was asked: it is kept only where silence is no refusal.
    """
    own = memory.of_one_visit(checkout.links)
    if site is None or not own or checkout.received_at - checkout.at > memory.MESSAGE_LIFE:
        return
    links = (*checkout.links, *memory.links_of_person(checkout.person))
    known = ledger.visits.find(site.name, own)
    if known is None and policy_of(site.consent, None) != "opt-in":
        ledger.visits.remember(site.name, own[0], memory.visit_of_checkout(checkout), links)
    if known is not None and known.grants.ads != "denied":
        ledger.visits.learn(site.name, own, checkout.person)
        ledger.visits.join(site.name, own, links)


def _may_be_kept(event: Event, site: Site) -> bool:
    """Silence is a no where the visitor's region, or the site, must be told yes."""
    if event.grants.ads == "unknown":
        return policy_of(site.consent, event.region) != "opt-in"
    return event.grants.ads == "granted"


def with_visit(event: Event, links: Links, ledger: SqliteLedger) -> Event:
    """
    What a server told, with what is remembered of the visit behind it: a sale by telephone, a renewal, a stage of a CRM
    carry the click that earned them. What a page told is of its own visit.
    """
    if event.source not in SERVERS or event.person == NOBODY:
        return event
    at_checkout, of_customer = ledger.visits.find_each(event.site, links.of_visit, links.of_person)
    return memory.recall(event, at_checkout, of_customer)


def recalled(event: Event, facts: Sequence[OrderFact], ledger: SqliteLedger) -> Event:
    """
    The event of an order with what is remembered of its checkout and its customer. From now on the customer leads to
    that visit too: a renewal will know neither checkout nor order.
    """
    links = list(dict.fromkeys(link for fact in facts for link in memory.links_of_order(fact)))
    of_person = memory.links_of_person(event.person)
    at_checkout, of_customer = ledger.visits.find_each(event.site, links, of_person)
    found = memory.recall(event, at_checkout, of_customer)
    if found.grants.ads != "denied":
        ledger.visits.join(event.site, links, of_person)
    return found


def forget_old(ledger: SqliteLedger, sites: Mapping[str, Site], now: datetime) -> int:
    """What is beyond its time: addresses after a week, visits beyond their site's memory. Some; returns how many."""
    with ledger.turn():
        gone = sum(ledger.visits.sweep(site.name, now - site.memory) for site in sites.values())
        return gone + ledger.visits.erase_addresses(now - memory.ADDRESS_LIFE)


def forget(told: ConsentChanged, ledger: SqliteLedger) -> None:
    """A consent was taken back: what was remembered on the strength of it goes, and that it was is remembered."""
    ledger.visits.refuse(told.site, told.visitor, memory.refusal(told))
