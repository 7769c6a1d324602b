"""
Shopify's signature: `X-Shopify-Hmac-SHA256`, the base64 of HMAC-SHA256 over the raw body under the app's client secret,
or, for webhooks made in the admin, under the secret shown there. It holds no time: what comes again is known by the
facts it tells. Source: shopify.dev/docs/apps/build/webhooks/verify-deliveries.
"""

from __future__ import annotations

from collections.abc import Sequence

from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook
from tandem.sources.foreign import digest_id
from tandem.sources.signature import bad_signature, from_base64, is_signed, revealed


def verify(webhook: Webhook, secrets: Sequence[Secret]) -> Delivery:
    """Raises `Refused` (`bad_signature`)."""
    signature = _header(webhook, "hmac-sha256")
    if not signature:
        raise bad_signature("x-shopify-hmac-sha256", "is missing")
    if not is_signed([from_base64(signature)], revealed(secrets), webhook.body):
        raise bad_signature("x-shopify-hmac-sha256", "fits none of the secrets")
    return Delivery(
        id=_header(webhook, "webhook-id") or digest_id(webhook.body),
        topic=_header(webhook, "topic"),
        body=webhook.body,
        received_at=webhook.received_at,
    )


def _header(webhook: Webhook, name: str) -> str:
    """Newer deliveries leave the `X-` away."""
    return webhook.headers.get(f"x-shopify-{name}") or webhook.headers.get(f"shopify-{name}") or ""
