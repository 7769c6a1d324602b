"""
Stripe's signature: `Stripe-Signature: t=<Unix seconds>,v1=<hex>…` over `t.body`, under the endpoint's secret as it
stands (`whsec_` is part of it). Each try is signed anew, so an old one is a replay. Source: docs.stripe.com/webhooks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, check_age, from_hex, is_signed, revealed
from tandem.sources.stripe.payload import Happening

HEADER = "stripe-signature"
TOLERANCE = timedelta(minutes=5)
THIN = b'"v2.core.event"'

happenings = Reader(Happening)


def verify(webhook: Webhook, secrets: Sequence[Secret]) -> Delivery:
    """Raises `Refused` (`bad_signature`; `malformed` for a thin event, which names its object and does not show it)."""
    parts = [part.strip().partition("=") for part in webhook.headers.get(HEADER, "").split(",")]
    sent_at = next((value for name, _, value in parts if name == "t"), "")
    if not sent_at:
        raise bad_signature(HEADER, "is missing, or has no t")
    check_age(sent_at, webhook.received_at, TOLERANCE, HEADER)
    digests = [from_hex(value) for name, _, value in parts if name == "v1"]
    if not is_signed(digests, revealed(secrets), f"{sent_at}.".encode(), webhook.body):
        raise bad_signature(HEADER, "fits none of the secrets")
    return _delivery(webhook)


def _delivery(webhook: Webhook) -> Delivery:
    if THIN in webhook.body[:500]:
        cure = "In Stripe's Workbench make the event destination with payload style Snapshot."
        raise Refused(Reason.MALFORMED, "object", "is a thin event", cure)
    happening = happenings.read(webhook.body)
    return Delivery(id=happening.id, topic=happening.type, body=webhook.body, received_at=webhook.received_at)
