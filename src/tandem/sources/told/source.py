"""`kind = "orders"`: a shop posts facts of its orders in Tandem's own words, signed as a Standard Webhook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from tandem.event import money
from tandem.event.model import ActionSource, Ads, Grants
from tandem.event.order import Customer, FactKind, Line, Totals
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources import checks, standard_webhooks
from tandem.sources.contract import Delivery, OrderTelling, Reply, Telling, Webhook
from tandem.sources.shape import Reader

Seconds = int


class _Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class ToldTotals(_Shape, frozen=True):
    currency: str
    gross: Any
    tax: Any = None
    shipping: Any = None
    discount: Any = None


class ToldConsent(_Shape, frozen=True):
    ads: Ads
    signal: Annotated[str, msgspec.Meta(max_length=32)] = ""
    at: Seconds | None = None


class ToldFact(_Shape, frozen=True):
    """One fact of one order. Moments are Unix seconds, amounts numbers or numeric strings in the major unit."""

    order_id: str | int
    kind: FactKind
    at: Seconds
    key: str = ""
    amount: Any = None
    totals: ToldTotals | None = None
    lines: tuple[Line, ...] = ()
    is_test: bool = False
    customer: Customer = "unknown"
    subscription: str | None = None
    action_source: ActionSource | None = None
    user_data: dict[str, Any] = {}
    event_source_url: Annotated[str, msgspec.Meta(max_length=2048)] | None = None
    links: dict[str, str] = {}
    consent: ToldConsent | None = None


_facts = Reader(ToldFact)


class ToldOrders:
    """A shop that speaks our words."""

    def __init__(self, name: str, secrets: Sequence[Secret]) -> None:
        self.name = name
        self._secrets = secrets

    def verify(self, webhook: Webhook) -> Delivery:
        return standard_webhooks.verify(webhook, self._secrets)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        return [telling_of(delivery.body, delivery)]

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


def telling_of(body: bytes, delivery: Delivery) -> OrderTelling:
    """One fact in our own words, as JSON. Raises `Refused`."""
    told = _facts.read(body)
    return OrderTelling(
        order_id=checks.order_id(told.order_id),
        kind=told.kind,
        at=min(checks.seconds(told.at, "at"), delivery.received_at),
        received_at=delivery.received_at,
        delivery_id=delivery.id,
        key=told.key,
        amount=None if told.amount is None else money.value(told.amount, "amount"),
        totals=_totals(told.totals) if told.totals else None,
        lines=told.lines,
        is_test=told.is_test,
        customer=told.customer,
        subscription=told.subscription,
        action_source=told.action_source,
        user_data=told.user_data,
        client_ip_address=checks.text(told.user_data, "client_ip_address"),
        client_user_agent=checks.text(told.user_data, "client_user_agent"),
        event_source_url=told.event_source_url,
        links=told.links,
        grants=_grants(told.consent, delivery),
    )


def _totals(told: ToldTotals) -> Totals:
    rest = {
        name: money.value(amount, f"totals.{name}")
        for name in ("tax", "shipping", "discount")
        if (amount := getattr(told, name)) is not None
    }
    return Totals(
        currency=money.currency(told.currency, "totals.currency"), gross=money.value(told.gross, "totals.gross"), **rest
    )


def _grants(told: ToldConsent | None, delivery: Delivery) -> Grants:
    """An answer dated in the future is dated by its arrival: else no later one could take it back."""
    if told is None:
        return Grants()
    at = None if told.at is None else min(checks.seconds(told.at, "consent.at"), delivery.received_at)
    return Grants(told.ads, checks.signal(told.signal), at)
