"""An account at PayPal: which of its messages tell what."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.options import read_options
from tandem.sources.paypal.addresses import FIELD, place
from tandem.sources.paypal.certificates import Certificates
from tandem.sources.paypal.fetch import fetch_with
from tandem.sources.paypal.payments import READS, Context, Options
from tandem.sources.paypal.verify import check_shape, happenings, told_apart, verify


class PayPalAccount:
    """One configured account. Its secrets are the webhook's id and, if they are pinned, PayPal's certificates."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options or the secrets cannot be used."""
        self.name = settings.name
        self._keys = told_apart(secrets)
        self._options = read_options(Options, settings.options)
        known = place(sandbox=self._options.sandbox, host=self._options.certificate_host)
        self._certificates = Certificates(known, self._keys.roots, fetch_with(self._keys.roots))

    async def learn(self, webhook: Webhook) -> None:
        """PayPal's certificate, where none is pinned. Raises `Refused`, `NotNow`."""
        if not self._keys.pinned:
            check_shape(webhook)
            await self._certificates.learn(_address(webhook), webhook.received_at)

    def verify(self, webhook: Webhook) -> Delivery:
        pinned = self._keys.pinned
        believed = pinned or (self._certificates.at(_address(webhook), webhook.received_at),)
        return verify(webhook, self._keys.webhooks, believed)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        happening = happenings.read(delivery.body)
        read = READS.get(happening.event_type)
        return read(Context(delivery, happening, self._options)) if read else []

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


def _address(webhook: Webhook) -> str:
    return webhook.headers.get(FIELD, "")
