"""What every signed source needs: HMAC over raw bytes, compared in constant time, with several secrets at a time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.clock import from_seconds
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook

CURE = "Compare the secret in tandem.toml with the source's; while you rotate it, list both."


def bad_signature(field: str, problem: str, cure: str = CURE) -> Refused:
    return Refused(Reason.BAD_SIGNATURE, field, problem, cure)


def hmac_sha256(key: bytes, *parts: bytes) -> bytes:
    made = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        made.update(part)
    return made.digest()


def is_signed(given: Sequence[bytes], keys: Iterable[bytes], *parts: bytes) -> bool:
    """Whether one of the digests is that of the parts under one of the keys. Looks at all of them, whichever fits."""
    fits = False
    for key in keys:
        made = hmac_sha256(key, *parts)
        for digest in given:
            fits |= hmac.compare_digest(made, digest)
    return fits


def from_base64(text: str) -> bytes:
    """Empty for what is not base64: no digest is empty."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def from_hex(text: str) -> bytes:
    """Empty for what is not hexadecimal."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def check_age(seconds: str, now: datetime, tolerance: timedelta, field: str) -> None:
    """Raises `Refused` for a moment that is none, or is further than `tolerance` from now, either way."""
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        raise bad_signature(field, "is no Unix time")
    if abs(now - from_seconds(int(seconds))) > tolerance:
        cure = "Look at the clocks of both machines, and at what held the message up."
        raise bad_signature(field, f"is more than {tolerance.seconds} s from now", cure)


def unnumbered(webhook: Webhook) -> Delivery:
    """A proven message of a source that numbers none: its bytes are its number."""
    number = hashlib.sha256(webhook.body).hexdigest()[:32]
    return Delivery(id=number, topic="", body=webhook.body, received_at=webhook.received_at)


def revealed(secrets: Iterable[Secret]) -> list[bytes]:
    return [secret.reveal().encode() for secret in secrets]
