"""A shop at Shopify: which of its messages tell what."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources import checks
from tandem.sources.contract import Delivery, OrderTelling, Reply, Telling, Webhook
from tandem.sources.foreign import moment
from tandem.sources.options import read_options
from tandem.sources.shape import Reader
from tandem.sources.shopify import checkout, sums
from tandem.sources.shopify.options import WORDS, Options
from tandem.sources.shopify.order import refund, tellings
from tandem.sources.shopify.payload import Checkout, Id, Order, Refund, Transaction
from tandem.sources.shopify.privacy import REQUESTS
from tandem.sources.shopify.verify import verify

_orders = Reader(Order)
_refunds = Reader(Refund)
_transactions = Reader(Transaction)
_checkouts = Reader(Checkout)

NOT_ORDERS = frozenset({"orders/edited", "orders/delete", "orders/risk_assessment_changed"})
"""They name an order and do not show it; `orders/updated` comes beside them."""


class ShopifyShop:
    """One configured shop."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)

    def verify(self, webhook: Webhook) -> Delivery:
        return verify(webhook, self._secrets)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """Orders, refunds, payments, checkouts, and what customers ask for; carts have nobody."""
        if asked := REQUESTS.get(delivery.topic):
            return [asked(delivery)]
        if delivery.topic == "refunds/create":
            return [_refund(_refunds.read(delivery.body), delivery, self._options)]
        if delivery.topic == "order_transactions/create":
            return _payment(_transactions.read(delivery.body), delivery, self._options)
        if delivery.topic in checkout.TOPICS:
            return [checkout.telling(_checkouts.read(delivery.body), delivery)]
        if delivery.topic.startswith("orders/") and delivery.topic not in NOT_ORDERS:
            return tellings(_orders.read(delivery.body), delivery, self._options)
        return []

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


def _refund(told: Refund, delivery: Delivery, options: Options) -> OrderTelling:
    is_test = any(each.test for each in told.transactions)
    return refund(told, _of_order(told.order_id, delivery, is_test=is_test), options)


def _payment(told: Transaction, delivery: Delivery, options: Options) -> list[OrderTelling]:
    """Money of an order that came in, perhaps a part of it: a voucher, then a card. Nothing of what failed."""
    kind = WORDS["transaction_kind"].get(told.kind)
    if kind is None or told.status != "success":
        return []
    happened = told.processed_at or told.created_at
    base = _of_order(told.order_id, delivery, is_test=told.test)
    return [
        OrderTelling(
            order_id=base.order_id,
            kind=kind,
            at=min(moment(happened, "processed_at"), base.received_at) if happened else base.received_at,
            received_at=base.received_at,
            delivery_id=base.delivery_id,
            key=str(told.id),
            amount=sums.moved(told, options.money),
            is_test=told.test,
        )
    ]


def _of_order(order_id: Id | None, delivery: Delivery, *, is_test: bool) -> OrderTelling:
    if order_id is None:
        cure = "Look at the topic of this webhook: a refund or a payment of an order is expected."
        raise Refused(Reason.MISSING_FIELD, "order_id", "is missing", cure)
    return OrderTelling(
        order_id=checks.order_id(order_id),
        kind="created",
        at=delivery.received_at,
        received_at=delivery.received_at,
        delivery_id=delivery.id,
        is_test=is_test,
    )
