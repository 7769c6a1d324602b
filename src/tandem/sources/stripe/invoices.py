"""
Invoices that were paid: a subscription's first, its further charges, and those that a merchant writes. A further charge
is an order of its own under the invoice's number: what the subscription's `metadata` says is of the first order.
"""

from __future__ import annotations

from tandem.event import money
from tandem.event.order import FactKind, Totals
from tandem.sources.contract import OrderTelling
from tandem.sources.foreign import told
from tandem.sources.shape import Reader
from tandem.sources.stripe.options import WORDS
from tandem.sources.stripe.payload import Contact, Invoice, SubscriptionDetails
from tandem.sources.stripe.telling import Context, Metadata, major, order_in, person

_invoices = Reader(Invoice)


def paid(context: Context) -> list[OrderTelling]:
    """Nothing of invoices that a credit paid, nor of those whose sale the checkout has told."""
    invoice = _invoices.read(context.happening.data.object)
    if invoice.amount_paid == 0 and not _begins_trial(invoice):
        return []
    if invoice.billing_reason in WORDS["renewals"]:
        return [_renewal(invoice, context)]
    return _sale(invoice, context) if context.options.orders == "invoices" else []


def _begins_trial(invoice: Invoice) -> bool:
    """A subscription that is to be paid later begins with an invoice over nothing."""
    return invoice.billing_reason == "subscription_create" and invoice.total == 0


def _renewal(invoice: Invoice, context: Context) -> OrderTelling:
    amount = major(invoice.amount_paid, invoice.currency)
    return _telling("renewed", invoice.id, invoice, context, amount=amount, metadata=invoice.metadata)


def _sale(invoice: Invoice, context: Context) -> list[OrderTelling]:
    metadata = {**(_subscription(invoice).metadata or {}), **(invoice.metadata or {})}
    order_id = order_in(metadata, context.options) or invoice.id
    created = _telling("created", order_id, invoice, context, metadata=metadata, at=context.moment(invoice.created))
    return [created, _telling("paid", order_id, invoice, context, metadata=metadata)]


def _telling(
    kind: FactKind, order_id: str, invoice: Invoice, context: Context, *, metadata: Metadata, **more: object
) -> OrderTelling:
    contact = Contact(
        email=invoice.customer_email,
        phone=invoice.customer_phone,
        name=invoice.customer_name,
        address=invoice.customer_address,
    )
    subscription = _subscription(invoice).subscription
    return context.telling(
        kind,
        order_id,
        metadata,
        totals=_totals(invoice),
        subscription=subscription,
        user_data=person(contact, subscription=subscription),
        links=told({"customer": invoice.customer}),
        **more,
    )


def _subscription(invoice: Invoice) -> SubscriptionDetails:
    """Since basil under `parent`, before it beside the rest."""
    if invoice.parent and invoice.parent.subscription_details:
        return invoice.parent.subscription_details
    before = invoice.subscription_details or SubscriptionDetails()
    return SubscriptionDetails(subscription=invoice.subscription or before.subscription, metadata=before.metadata)


def _totals(invoice: Invoice) -> Totals:
    """The tax is the difference that both shapes tell; before basil it also stood in `tax`."""
    code = money.currency(invoice.currency, "currency")
    untaxed = invoice.total_excluding_tax
    return Totals(
        currency=code,
        gross=major(invoice.total, code),
        tax=None if untaxed is None else major(invoice.total - untaxed, code),
    )
