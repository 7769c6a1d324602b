"""
What the gateway found by asking, handed in at its own door: `x-tandem-asked: t=<unix>,v1=<hex>`, an HMAC-SHA256 over
`t.topic.` and the raw body. The key is derived from the source's secret, so that no message of the source's own can
be taken for one of these, or the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.asking.contract import Row
from tandem.sources.contract import Delivery, Learns, Reply, Source, Telling, Webhook
from tandem.sources.foreign import digest_id
from tandem.sources.signature import bad_signature, check_age, from_hex, hmac_sha256, is_signed, revealed

HEADER, TOPIC = "x-tandem-asked", "x-tandem-topic"

TOLERANCE = timedelta(minutes=5)
"""Both ends are this machine's clock, or that of another one of the same owner."""

_PURPOSE = b"tandem: found by asking"


def sealed(row: Row, secret: Secret, now: datetime) -> dict[str, str]:
    """The headers under which the row is posted."""
    moment = str(int(now.timestamp()))
    digest = hmac_sha256(_key(secret.reveal().encode()), *_parts(moment, row.topic, row.body)).hex()
    return {"content-type": "application/json", TOPIC: row.topic, HEADER: f"t={moment},v1={digest}"}


def is_sealed(headers: Mapping[str, str]) -> bool:
    """Whether it claims to be found by asking; `Asked.verify` looks whether it is."""
    return HEADER in headers


class Asked:
    """A source, heard and asked: its own messages, and what the gateway found by asking it."""

    def __init__(self, source: Source, secrets: Sequence[Secret]) -> None:
        self.name = source.name
        self._source = source
        self._keys = [_key(secret) for secret in revealed(secrets)]

    async def learn(self, webhook: Webhook) -> None:
        """As the source learns; what was found by asking needs nothing."""
        if isinstance(self._source, Learns) and not is_sealed(webhook.headers):
            await self._source.learn(webhook)

    def verify(self, webhook: Webhook) -> Delivery:
        return self._opened(webhook) if is_sealed(webhook.headers) else self._source.verify(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        return self._source.read(delivery, site)

    def answer(self, webhook: Webhook) -> Reply | None:
        return None if is_sealed(webhook.headers) else self._source.answer(webhook)

    @property
    def thanks(self) -> Reply:
        return self._source.thanks

    def _opened(self, webhook: Webhook) -> Delivery:
        told = dict(part.partition("=")[::2] for part in webhook.headers[HEADER].split(","))
        moment, topic = told.get("t", ""), webhook.headers.get(TOPIC, "")
        check_age(moment, webhook.received_at, TOLERANCE, HEADER)
        if not is_signed([from_hex(told.get("v1", ""))], self._keys, *_parts(moment, topic, webhook.body)):
            raise bad_signature(HEADER, "fits none of the secrets")
        number = digest_id(webhook.body)
        return Delivery(id=number, topic=topic, body=webhook.body, received_at=webhook.received_at, is_asked=True)


def _key(secret: bytes) -> bytes:
    return hmac_sha256(secret, _PURPOSE)


def _parts(moment: str, topic: str, body: bytes) -> tuple[bytes, bytes]:
    return f"{moment}.{topic}.".encode(), body
