"""How a certificate is fetched: over TLS, some kilobytes, some seconds, and from nowhere else than was asked for."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from tandem.kit.wire import AiohttpWire, Answer
from tandem.sources.paypal.certificates import Fetch

BYTES, SECONDS = 32 * 1024, 5.0
"""A chain of three certificates is some six kilobytes. PayPal waits longer than this for our answer."""


def fetch_with(roots: Sequence[Certificate]) -> Fetch:
    """`roots`: authorities of your own that the host may show a certificate of, beside the machine's."""
    context = ssl.create_default_context()
    if roots:
        context.load_verify_locations(cadata="".join(root.public_bytes(Encoding.PEM).decode() for root in roots))

    async def fetch(address: str) -> Answer:
        async with AiohttpWire(answer_limit=BYTES, trusted=context) as wire:
            return await wire.get(address, {"accept": "application/x-pem-file, */*"}, timeout=SECONDS)

    return fetch
