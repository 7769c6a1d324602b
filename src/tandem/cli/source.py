"""`tandem source`: look at what a shop or a payment provider would tell."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cyclopts import App

from tandem.accept import Told, take_told
from tandem.app.sites import opened_source, sites
from tandem.cli.asked import when
from tandem.config.load import load
from tandem.config.schema import BadSettings, Loaded, Source
from tandem.event.checkout import Checkout
from tandem.event.entry import CheckoutTold, LookupOwed, OrderTold
from tandem.event.errors import Refusal, Refused
from tandem.event.model import Event
from tandem.event.order import OrderFact
from tandem.kit.clock import system_clock
from tandem.sources.contract import Delivery
from tandem.upkeep.privacy import PrivacyAsked

source = App(name="source", help="Shops, payment providers and CRMs that post to /hooks/NAME.")
source.command("tandem.cli.source_repair:repair_gaps", name="repair")

TOPICS = {"shopify": "orders/updated", "woocommerce": "order.updated"}
"""Where the topic is not in the message but beside it: what a message is taken for, unless said otherwise."""


@source.command(name="test")
def try_out(
    name: str,
    file: Path,
    *,
    topic: str = "",
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Read one message of a source from a file and print what it would record. Nothing is recorded, sent, or proved.

    Personal values are never printed: only which of them were told, and which cannot be used.

    Parameters
    ----------
    name
        The source, as in tandem.toml.
    file
        The message's body.
    topic
        What it is about, where that is in a header: orders/paid, order.updated, refunds/create.
    config
        The settings.
    """
    loaded = load(config)
    settings, site = found(name, loaded)
    opened = opened_source(settings, loaded)
    body = _read(file)
    delivery = Delivery(
        id="dry run", topic=topic or TOPICS.get(settings.kind, ""), body=body, received_at=system_clock()
    )
    try:
        told = take_told(opened.read(delivery, sites(loaded)[site]), name, sites(loaded)[site])
    except Refused as refused:
        sys.exit(f"refused: {_refusal(refused.refusal)}")
    print(f"Nothing was recorded. {name} ({settings.kind}) tells {len(told) or 'nothing'} with this message.")
    for each in told:
        print("\n" + "\n".join(_told(each)))


def found(name: str, loaded: Loaded) -> tuple[Source, str]:
    """A source's settings, and its site. Raises `BadSettings`."""
    known = {each.name: (each, site.name) for site in loaded.settings.site for each in site.source}
    if name not in known:
        raise BadSettings(f"no source is called {name}: tandem.toml names {', '.join(sorted(known)) or 'none'}")
    return known[name]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadSettings(f"{file} cannot be read: {error.strerror}") from None


def _told(each: Told) -> Iterator[str]:
    if isinstance(each, Refusal):
        yield f"refused: {_refusal(each)}"
    elif isinstance(each, OrderTold):
        yield from _fact(each.fact)
    elif isinstance(each, CheckoutTold):
        yield from _checkout(each.checkout)
    elif isinstance(each, LookupOwed):
        yield f"to be looked up: {each.key}"
    elif isinstance(each, PrivacyAsked):
        yield f"request {each.number}: {each.wish}"
        yield f"  told      {_joined(each.kinds) or 'nobody'}"
        yield f"  orders    {len(each.person.orders)}"
    else:
        yield from _event(each.event)


def _fact(fact: OrderFact) -> Iterator[str]:
    key = f", key {fact.key}" if fact.key else ""
    yield f"{fact.kind}: order {fact.order_id}{key}{' (a test)' if fact.is_test else ''}"
    yield f"  at        {when(fact.at)} UTC"
    if fact.amount is not None:
        yield f"  amount    {fact.amount}"
    yield f"  where     {fact.action_source or 'not told'}"
    if totals := fact.totals:
        parts = {"tax": totals.tax, "shipping": totals.shipping, "discount": totals.discount}
        yield f"  total     {_joined([f'{totals.gross} {totals.currency}', *_parts(parts)])}"
    if fact.lines:
        yield f"  lines     {_joined(f'{line.quantity} x {line.id}' for line in fact.lines)}"
    yield from _identity(fact)
    yield _leads_to(fact.links)


def _checkout(checkout: Checkout) -> Iterator[str]:
    yield "checkout: remembered for the order that may come of it; no order and no event"
    yield f"  at        {when(checkout.at)} UTC"
    yield from _identity(checkout)
    yield _leads_to(checkout.links)


def _leads_to(links: Iterable[str]) -> str:
    return f"  leads to  {_joined(link.partition(':')[0] for link in links) or 'no visit of its own'}"


def _event(event: Event) -> Iterator[str]:
    yield f"{event.event_name}: {event.event_id}"
    yield f"  at        {when(event.event_time)} UTC"
    yield f"  where     {event.action_source}"
    yield f"  data      {_joined(event.custom_data) or 'none'}"
    yield from _identity(event)


def _identity(of: OrderFact | Event | Checkout) -> Iterator[str]:
    """Names of keys, never their values."""
    client = [name for name in ("client_ip_address", "client_user_agent") if getattr(of, name, None)]
    yield f"  identity  {_joined([*of.person.keys(), *client]) or 'none'}"
    for unusable in of.dropped:
        yield f"  unusable  {unusable.key} {unusable.problem}. {unusable.cure}"


def _parts(parts: Mapping[str, object]) -> Iterator[str]:
    return (f"{name} {value}" for name, value in parts.items() if value is not None)


def _refusal(refusal: Refusal) -> str:
    return f"{refusal.field} {refusal.problem} ({refusal.reason}). {refusal.cure}"


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words)
