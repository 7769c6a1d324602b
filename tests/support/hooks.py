"""A shop that signs what it posts, as Standard Webhooks say; the digest is `openssl`'s, not ours."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Mapping
from datetime import datetime
from typing import Any

SECRET = "whsec_" + base64.b64encode(b"a secret of the shop, for tests").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"the secret before").decode()


def signed(
    told: Mapping[str, Any] | bytes, at: datetime, *, secret: str = SECRET, number: str = "msg_1"
) -> tuple[bytes, dict[str, str]]:
    """The body, and the headers that prove it."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    seconds = int(at.timestamp())
    digest = hmac_of(f"{number}.{seconds}.".encode() + body, base64.b64decode(secret.removeprefix("whsec_")))
    headers = {
        "webhook-id": number,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    return body, headers


def hmac_of(message: bytes, key: bytes) -> bytes:
    """HMAC-SHA256 by `openssl`."""
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"]
    return subprocess.run(command, input=message, capture_output=True, check=True).stdout
