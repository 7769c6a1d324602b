"""
PayPal's signature: RSA with SHA-256 over `transmission id|time|webhook id|CRC-32 of the body`, under a certificate
whose address the message names: fetched from PayPal and nowhere else (`certificates`), or pinned by the owner.
Source: developer.paypal.com/api/rest/webhooks/rest (self verification).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import BasicConstraints, Certificate, ExtensionNotFound, load_pem_x509_certificates

from tandem.event.errors import Refused
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook
from tandem.sources.foreign import moment
from tandem.sources.paypal.payload import Happening
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, from_base64

SIGNATURE = "paypal-transmission-sig"
ALGORITHM = "SHA256withRSA"
PATIENCE = timedelta(days=4)
"""PayPal tries for three days; the moment it signs is that of the first try."""

AHEAD = timedelta(minutes=5)
PEM = "-----BEGIN CERTIFICATE-----"

happenings = Reader(Happening)


class Keys(msgspec.Struct, frozen=True):
    """What the secrets are: numbers of webhooks, pinned certificates, and authorities of the owner's own."""

    webhooks: tuple[str, ...]
    pinned: tuple[Certificate, ...]
    roots: tuple[Certificate, ...]


def told_apart(secrets: Iterable[Secret]) -> Keys:
    """Of each file of certificates the first counts. Raises `ValueError`."""
    texts = [secret.reveal().strip() for secret in secrets]
    certificates = [load_pem_x509_certificates(text.encode())[0] for text in texts if text.startswith(PEM)]
    webhooks = tuple(text for text in texts if not text.startswith(PEM))
    if not webhooks:
        raise ValueError("secrets must hold the webhook's id: see docs/sources/paypal.md")
    pinned = tuple(each for each in certificates if not _vouches(each))
    if any(not isinstance(each.public_key(), RSAPublicKey) for each in pinned):
        raise ValueError("a certificate among the secrets has no RSA key: PayPal signs with RSA")
    return Keys(webhooks, pinned, tuple(each for each in certificates if _vouches(each)))


def check_shape(webhook: Webhook) -> None:
    """What costs nothing to see, before a certificate is asked for. Raises `Refused` (`bad_signature`)."""
    if webhook.headers.get("paypal-auth-algo") != ALGORITHM:
        raise bad_signature("paypal-auth-algo", f"is not {ALGORITHM}")
    _check_time(webhook.headers.get("paypal-transmission-time", ""), webhook.received_at)
    if not from_base64(webhook.headers.get(SIGNATURE, "")):
        raise bad_signature(SIGNATURE, "is missing, or is not base64")


def verify(webhook: Webhook, ids: Sequence[str], certificates: Sequence[Certificate]) -> Delivery:
    """Raises `Refused` (`bad_signature`)."""
    check_shape(webhook)
    valid = [each for each in certificates if _is_valid(each, webhook.received_at)]
    if not valid:
        raise bad_signature(SIGNATURE, "cannot be checked: every certificate here has expired", CURE)
    told = [webhook.headers.get(f"paypal-transmission-{name}", "") for name in ("id", "time")]
    crc = zlib.crc32(webhook.body)
    signed = [f"{told[0]}|{told[1]}|{number}|{crc}".encode() for number in ids]
    signature = from_base64(webhook.headers.get(SIGNATURE, ""))
    if not any(_fits(signature, message, each) for message in signed for each in valid):
        raise bad_signature(SIGNATURE, "fits no webhook id and certificate of this source", CURE)
    happening = happenings.read(webhook.body)
    return Delivery(id=happening.id, topic=happening.event_type, body=webhook.body, received_at=webhook.received_at)


CURE = (
    "Compare the webhook's id with the one in PayPal's dashboard. If you have pinned a certificate, fetch the one that "
    "the header paypal-cert-url names, or take it out of the secrets: then Tandem fetches it."
)


def _vouches(certificate: Certificate) -> bool:
    """Whether it is an authority's: then others are believed on its word, and it signs no messages."""
    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False


def _check_time(text: str, now: datetime) -> None:
    field = "paypal-transmission-time"
    try:
        at = moment(text, field)
    except Refused:
        raise bad_signature(field, "is no date and time") from None
    if not -AHEAD <= now - at <= PATIENCE:
        raise bad_signature(field, f"is more than {PATIENCE.days} days ago, or ahead of now", "Look at this clock.")


def _is_valid(certificate: Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc


def _fits(signature: bytes, message: bytes, certificate: Certificate) -> bool:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, message, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
