"""An account at Stripe: which of its messages tell what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, OrderTelling, Reply, Telling, Webhook
from tandem.sources.options import read_options
from tandem.sources.stripe import invoices, payments, sessions
from tandem.sources.stripe.options import Options
from tandem.sources.stripe.telling import Context
from tandem.sources.stripe.verify import happenings, verify

Read = Callable[[Context], list[OrderTelling]]

CHECKOUT: Mapping[str, Read] = {
    "checkout.session.completed": sessions.completed,
    "checkout.session.async_payment_succeeded": sessions.paid_later,
    "checkout.session.async_payment_failed": sessions.failed_later,
    "invoice.paid": invoices.paid,
}
PAYMENTS: Mapping[str, Read] = {
    "payment_intent.succeeded": payments.succeeded,
    "payment_intent.amount_capturable_updated": payments.authorised,
    "payment_intent.canceled": payments.cancelled,
}
INVOICES: Mapping[str, Read] = {"invoice.paid": invoices.paid}
AFTERWARDS: Mapping[str, Read] = {
    "charge.refunded": payments.refunded,
    "charge.dispute.created": payments.disputed,
}

BY_ORDERS = {"checkout": CHECKOUT, "payments": PAYMENTS, "invoices": INVOICES}
"""One payment at the checkout is told as a session, a payment and perhaps an invoice: one of them counts."""


class StripeAccount:
    """One configured account."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)
        self._reads = {**BY_ORDERS[self._options.orders], **AFTERWARDS}

    def verify(self, webhook: Webhook) -> Delivery:
        return verify(webhook, self._secrets)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        happening = happenings.read(delivery.body)
        read = self._reads.get(happening.type)
        return read(Context(delivery, happening, self._options)) if read else []

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()
