"""An account at PayPal: which of its messages tell what."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.options import read_options
from tandem.sources.paypal.payments import READS, Context, Options
from tandem.sources.paypal.verify import happenings, told_apart, verify


class PayPalAccount:
    """One configured account. Its secrets are the webhook's id and PayPal's certificate."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options or the secrets cannot be used."""
        self.name = settings.name
        self._ids, self._certificates = told_apart(secrets)
        self._options = read_options(Options, settings.options)

    def verify(self, webhook: Webhook) -> Delivery:
        return verify(webhook, self._ids, self._certificates)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        happening = happenings.read(delivery.body)
        read = READS.get(happening.event_type)
        return read(Context(delivery, happening, self._options)) if read else []

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()
