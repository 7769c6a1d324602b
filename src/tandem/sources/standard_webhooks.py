"""Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook
from tandem.sources.signature import bad_signature, check_age, from_base64, is_signed

TOLERANCE = timedelta(minutes=5)
PREFIX = "whsec_"


def verify(webhook: Webhook, secrets: Sequence[Secret]) -> Delivery:
    """`webhook-signature: v1,<base64>` over `id.timestamp.body`. Raises `Refused` (`bad_signature`)."""
    number, sent_at = webhook.headers.get("webhook-id", ""), webhook.headers.get("webhook-timestamp", "")
    if not number:
        raise bad_signature("webhook-id", "is missing")
    check_age(sent_at, webhook.received_at, TOLERANCE, "webhook-timestamp")
    told = [each.partition(",") for each in webhook.headers.get("webhook-signature", "").split()]
    digests = [from_base64(digest) for version, _, digest in told if version == "v1"]
    signed = f"{number}.{sent_at}.".encode()
    if not is_signed(digests, [_key(secret) for secret in secrets], signed, webhook.body):
        raise bad_signature("webhook-signature", "fits none of the secrets")
    return Delivery(id=number, topic="", body=webhook.body, received_at=webhook.received_at)


def _key(secret: Secret) -> bytes:
    """A secret is base64 after its prefix; another one is taken as it stands."""
    text = secret.reveal()
    return from_base64(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else text.encode()
