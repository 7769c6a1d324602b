"""A PayPal for tests: a certificate of its own, and messages signed under it by `openssl`."""

from __future__ import annotations

import base64
import json
import subprocess
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

NUMBER = "8PT597110X687430LKGECATA"
TIME = "2026-11-22T17:59:30Z"


class PayPal:
    """Its key lies in `folder`; `certificate` is what its address would give, valid for the year 2026."""

    def __init__(self, folder: Path) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._key = folder / "paypal.key"
        self._key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "messageverificationcerts.paypal.com")])
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2026, 12, 31, tzinfo=UTC))
            .sign(key, SHA256())
        )
        self.certificate = made.public_bytes(Encoding.PEM).decode()

    def headers(self, told: Mapping[str, Any] | bytes, *, number: str = NUMBER, time: str = TIME) -> dict[str, str]:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        message = f"b2384410-f8d2|{time}|{number}|{zlib.crc32(body)}".encode()
        command = ["openssl", "dgst", "-sha256", "-sign", str(self._key)]
        signature = subprocess.run(command, input=message, capture_output=True, check=True).stdout
        return {
            "paypal-transmission-id": "b2384410-f8d2",
            "paypal-transmission-time": time,
            "paypal-transmission-sig": base64.b64encode(signature).decode(),
            "paypal-cert-url": "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270",
            "paypal-auth-algo": "SHA256withRSA",
        }
