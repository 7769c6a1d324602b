"""A message of a shop as bytes, changed here and there, and what a shop's server would sign it with."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tandem.kit.secret import Secret
from tandem.sources.contract import OrderTelling, Source, Telling, Webhook
from tests.support.events import site
from tests.support.hooks import hmac_of

FOLDER = Path(__file__).parent
EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
SECRETS = (Secret("the secret that goes"), Secret("the secret that stays"))


def message(name: str, **changed: Any) -> dict[str, Any]:
    """One of the messages in this folder; `changed` replaces what stands at its top."""
    told: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return {**told, **changed}


def in_base64(body: bytes, secret: Secret = SECRETS[1]) -> str:
    """The base64 of HMAC-SHA256 by `openssl`, as Shopify and WooCommerce sign."""
    return base64.b64encode(hmac_of(body, secret.reveal().encode())).decode()


def posted(told: Mapping[str, Any] | bytes, headers: Mapping[str, str], at: datetime = EVENING) -> Webhook:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Webhook(method="POST", path="/hooks/x", query="", headers=headers, body=body, received_at=at)


def heard(source: Source, webhook: Webhook) -> Sequence[Telling]:
    """What the source makes of a message, once it is proved."""
    return source.read(source.verify(webhook), site())


def facts(source: Source, webhook: Webhook) -> dict[tuple[str, str], OrderTelling]:
    """The same by kind and key, where all of it is about orders."""
    told = [each for each in heard(source, webhook) if isinstance(each, OrderTelling)]
    return {(each.kind, each.key): each for each in told}


def stripe_signature(body: bytes, at: datetime, secret: Secret = SECRETS[1]) -> str:
    """`Stripe-Signature` as Stripe would send it at that moment; the digest is `openssl`'s."""
    seconds = int(at.timestamp())
    digest = hmac_of(f"{seconds}.".encode() + body, secret.reveal().encode()).hex()
    return f"t={seconds},v1={digest}"
