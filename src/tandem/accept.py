"""
Path 1: arrival → journal. From bytes to an entry that survives `kill -9`, and only then a yes.

Readable identity ends here: the journal takes `Event`s, and an `Event` cannot hold any.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from tandem.consent.hearing import heard
from tandem.consent.rules import at_intake, order_at_intake
from tandem.event import entry
from tandem.event.entry import CheckoutTold, Entry, LookupOwed, OrderTold, Taken
from tandem.event.errors import Refusal, Refused
from tandem.event.site import Site
from tandem.identity.attach import attach
from tandem.identity.attach_checkout import attach_checkout
from tandem.identity.attach_order import Customers, attach_order
from tandem.journal.contract import Journal
from tandem.sources import backend, graph, tag
from tandem.sources.arrival import Arrival, Arrived
from tandem.sources.contract import CheckoutTelling, Named, OrderTelling, PrivacyRequest, Source, Telling, Webhook
from tandem.upkeep.privacy import PrivacyAsked, asked

Parse = Callable[[msgspec.Raw, Arrival, Site], Arrived]
Receipt = Taken | Refusal
"""What became of one event: taken and on disk, or refused and not kept."""

Kept = Taken | OrderTold | CheckoutTold | LookupOwed
Told = Kept | PrivacyAsked | Refusal
"""What became of one telling of a source."""
SeeTo = Callable[[PrivacyAsked], Awaitable[None]]
"""Has a person's request seen to; it is on disk when this is left. Raises `NotDurable`."""

TURN = 50
"""Events of one list that are taken at a stretch, some milliseconds: then whoever came meanwhile has a turn."""


def from_browser(told: tag.TagConsent, arrival: Arrival, site: Site) -> Arrival:
    """A request of a browser, with the visitor's answer heard."""
    return heard(tag.with_consent(arrival, told), site.consent)


async def from_tag(message: tag.TagMessage, arrival: Arrival, site: Site, journal: Journal) -> list[Receipt]:
    """One post of the tag; `arrival` as `from_browser` made it, with the visit's ids. Raises `NotDurable`."""
    reports = tag.pixel_seen(message, site, arrival.received_at)
    changed = tag.consent_changed(arrival, site)
    return await accept(message.events, arrival, site, journal, tag.parse, [*reports, *([changed] if changed else [])])


async def from_backend(body: bytes, arrival: Arrival, site: Site, journal: Journal, limit: int) -> list[Receipt]:
    """One event or a list of up to `limit`. Raises `Refused` when not even the list can be read, `NotDurable`."""
    return await accept(backend.split(body, limit), arrival, site, journal, backend.parse)


async def from_graph(events: Sequence[msgspec.Raw], arrival: Arrival, site: Site, journal: Journal) -> list[Receipt]:
    """A batch as Meta takes it, whole or not at all: one refusal, and nothing of it is kept. Raises `NotDurable`."""
    receipts = await _take_all(events, arrival, site, graph.parse)
    if not any(isinstance(receipt, Refusal) for receipt in receipts):
        await _keep(receipts, (), journal)
    return receipts


async def from_source(webhook: Webhook, source: Source, site: Site, journal: Journal, see_to: SeeTo) -> list[Refusal]:
    """
    One message of a shop, a payment provider or a CRM; returns what of it was refused. What a person asks for is handed
    to `see_to`. Raises `Refused` when it is not the source's own or says nothing, `NotDurable`.
    """
    delivery = source.verify(webhook)
    taken = take_told(source.read(delivery, site), source.name, site)
    kept = [each for each in taken if not isinstance(each, Refusal)]
    refusals = [each for each in taken if isinstance(each, Refusal)]
    if refusals and not kept:
        raise Refused(*msgspec.structs.astuple(refusals[0]))
    asked = source.name if delivery.is_asked else ""
    await journal.append([entry.encode(_marked(each, asked)) for each in kept if not isinstance(each, PrivacyAsked)])
    for request in (each for each in kept if isinstance(each, PrivacyAsked)):
        await see_to(request)
    return refusals


def _marked(told: Kept, asked: str) -> Kept:
    """With the source that was asked for it."""
    return msgspec.structs.replace(told, asked=asked) if asked and isinstance(told, Taken | OrderTold) else told


def take_told(tellings: Sequence[Telling], source: str, site: Site) -> list[Told]:
    """What of each telling of one message would be kept, or why nothing."""
    customers = Customers(site)
    return [_take_one(told, source, site, customers) for told in tellings]


def _take_one(told: Telling, source: str, site: Site, customers: Customers) -> Told:
    if isinstance(told, Refusal):
        return told
    try:
        if isinstance(told, PrivacyRequest):
            return asked(told, source, site)
        if isinstance(told, Named):
            return _owed(told, source, site)
        if isinstance(told, CheckoutTelling):
            return CheckoutTold(checkout=attach_checkout(told, source, site))
        if isinstance(told, OrderTelling):
            return OrderTold(fact=attach_order(order_at_intake(told), source, site, customers))
        return Taken(event=attach(at_intake(told, site.consent), site))
    except Refused as refused:
        return refused.refusal


def _owed(told: Named, source: str, site: Site) -> LookupOwed:
    return LookupOwed(site=site.name, source=source, key=told.key, told=told.told, received_at=told.received_at)


async def accept(
    events: Sequence[msgspec.Raw],
    arrival: Arrival,
    site: Site,
    journal: Journal,
    parse: Parse,
    reports: Sequence[Entry] = (),
) -> list[Receipt]:
    """Every event gets a receipt of its own: a bad one costs nobody else's."""
    receipts = await _take_all(events, arrival, site, parse)
    await _keep(receipts, reports, journal)
    return receipts


async def _take_all(events: Sequence[msgspec.Raw], arrival: Arrival, site: Site, parse: Parse) -> list[Receipt]:
    receipts: list[Receipt] = []
    for event in events:
        receipts.append(take(event, arrival, site, parse))
        if len(receipts) % TURN == 0:
            await asyncio.sleep(0)
    return receipts


async def _keep(receipts: Sequence[Receipt], reports: Sequence[Entry], journal: Journal) -> None:
    await journal.append([entry.encode(each) for each in (*receipts, *reports) if not isinstance(each, Refusal)])


def take(event: msgspec.Raw, arrival: Arrival, site: Site, parse: Parse) -> Receipt:
    try:
        arrived = parse(event, arrival, site)  # bytes → a typed event, or Refused
        permitted = at_intake(arrived, site.consent)  # what of it may we keep?
        return Taken(event=attach(permitted, site))  # who, no further than allowed
    except Refused as refused:
        return refused.refusal
