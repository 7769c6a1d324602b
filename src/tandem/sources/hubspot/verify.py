"""
HubSpot's signature, version 3: `X-HubSpot-Signature-v3`, the base64 of HMAC-SHA256 over method, whole address, raw body
and timestamp (milliseconds) under the app's client secret; some escapes of the address are undone before.
Source: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation.
Versions 1 and 2 sign no time, so that a message overheard could be posted for ever: they are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import unquote

from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook
from tandem.sources.signature import bad_signature, check_age, from_base64, is_signed, revealed, unnumbered

SIGNATURE, SENT_AT = "x-hubspot-signature-v3", "x-hubspot-request-timestamp"
TOLERANCE = timedelta(minutes=5)
CURE = (
    "Compare the client secret with the app's in HubSpot, and `address` in the options with the app's target URL, "
    "letter by letter; while you rotate the secret, list both."
)

_UNDONE = re.compile(r"%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.ASCII | re.IGNORECASE)
"""`: / ? @ ! $ ' ( ) * , ;`: of all escapes these alone."""


def verify(webhook: Webhook, address: str, secrets: Sequence[Secret]) -> Delivery:
    """`address`: as HubSpot calls it, which a proxy may hide from us. Raises `Refused` (`bad_signature`)."""
    sent_at = webhook.headers.get(SENT_AT, "")
    check_age(sent_at[:-3] if sent_at.isascii() and sent_at.isdigit() else "", webhook.received_at, TOLERANCE, SENT_AT)
    called = f"{address}?{webhook.query}" if webhook.query else address
    start = f"{webhook.method}{undone(called)}".encode()
    signature = from_base64(webhook.headers.get(SIGNATURE, ""))
    if not signature:
        raise bad_signature(SIGNATURE, "is missing, or is not base64", CURE)
    if not is_signed([signature], revealed(secrets), start, webhook.body, sent_at.encode()):
        raise bad_signature(SIGNATURE, "fits none of the secrets at this address", CURE)
    return unnumbered(webhook)


def undone(address: str) -> str:
    return _UNDONE.sub(lambda found: unquote(found[0]), address)
