"""`kind = "json"`: whatever posts JSON, read by the mapping in tandem.toml."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources import standard_webhooks
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.mapped.mapping import Options, Translation
from tandem.sources.mapped.told import tellings, unless_all_refused
from tandem.sources.options import read_options
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, unnumbered

_any = Reader[Any](object)


class MappedSource:
    """Messages in anybody's words."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)
        self._translation = Translation(self._options)

    def verify(self, webhook: Webhook) -> Delivery:
        if self._options.proof == "bearer":
            return _by_bearer(webhook, self._secrets)
        return standard_webhooks.verify(webhook, self._secrets)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        message = _any.read(delivery.body)
        return unless_all_refused(tellings([message], self._translation, self._options.tells, delivery, site))

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


def _by_bearer(webhook: Webhook, secrets: Sequence[Secret]) -> Delivery:
    kind, _, given = webhook.headers.get("authorization", "").partition(" ")
    fits = [hmac.compare_digest(given.strip().encode(), secret.reveal().encode()) for secret in secrets]
    if kind.lower() != "bearer" or not any(fits):
        raise bad_signature("authorization", "holds none of the secrets", "Send `Authorization: Bearer <secret>`.")
    return unnumbered(webhook)
