"""
A shop with WooCommerce. Its signature: `X-WC-Webhook-Signature`, the base64 of HMAC-SHA256 over the raw body under the
webhook's secret. It holds no time and no usable number of the message: a message is known by its bytes, and what comes
again by the facts it tells. Source: class-wc-webhook.php of WooCommerce (`generate_signature`, `deliver_ping`).
"""

from __future__ import annotations

from collections.abc import Sequence

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.foreign import digest_id
from tandem.sources.options import read_options
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, from_base64, is_signed, revealed
from tandem.sources.woocommerce.options import Options
from tandem.sources.woocommerce.order import tellings
from tandem.sources.woocommerce.payload import Order

SIGNATURE = "x-wc-webhook-signature"
PING = b"webhook_id="
TOPICS = frozenset({"order.created", "order.updated", "order.restored"})

_orders = Reader(Order)


class WooCommerceShop:
    """One configured shop."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)

    def verify(self, webhook: Webhook) -> Delivery:
        signature = webhook.headers.get(SIGNATURE, "")
        if not signature:
            raise bad_signature(SIGNATURE, "is missing")
        if not is_signed([from_base64(signature)], revealed(self._secrets), webhook.body):
            raise bad_signature(SIGNATURE, "fits none of the secrets")
        return Delivery(
            id=digest_id(webhook.body),
            topic=webhook.headers.get("x-wc-webhook-topic", ""),
            body=webhook.body,
            received_at=webhook.received_at,
        )

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """Orders; nothing of customers, products and coupons."""
        return tellings(_orders.read(delivery.body), delivery, self._options) if delivery.topic in TOPICS else []

    def answer(self, webhook: Webhook) -> Reply | None:
        """When a webhook is saved, WooCommerce posts its number unsigned and wants to hear exactly 200."""
        is_ping = SIGNATURE not in webhook.headers and webhook.body.startswith(PING)
        return Reply() if is_ping and webhook.body[len(PING) :].isdigit() else None

    @property
    def thanks(self) -> Reply:
        return Reply()
