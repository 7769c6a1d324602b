"""
`kind = "hubspot"`: an app's webhooks name contacts and deals that changed; with a token the worker looks up what they
are (`lookup`). What it all means, a mapping says, as for `kind = "json"`.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Named, Reply, Telling, Webhook
from tandem.sources.hubspot.message import Document, told_in
from tandem.sources.hubspot.options import Options
from tandem.sources.hubspot.privacy import forgotten
from tandem.sources.hubspot.verify import verify
from tandem.sources.mapped.told import tellings, unless_all_refused
from tandem.sources.options import read_options

KNOWN_AT_ONCE = ("event", "object")
"""What a message holds; the rest is to be looked up."""


class HubSpot:
    """One app in one account."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)
        self._translation = self._options.translation
        self._words = self._options.words
        self._looks_up = bool(settings.token)
        if not self._options.address.startswith(("https://", "http://")):
            raise ValueError("options: address must be the app's whole target URL, https://…/hooks/NAME")

    def verify(self, webhook: Webhook) -> Delivery:
        return verify(webhook, self._options.address, self._secrets)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """What is to be looked up, where there is a token for it; else what it says by itself; and who is to go."""
        message = told_in(delivery.body, self._words)
        wishes = [forgotten(each, self._options.our_number, delivery) for each in message.wishes]
        return unless_all_refused([*wishes, *self._changes(message.documents, delivery, site)])

    def _changes(self, documents: Sequence[Document], delivery: Delivery, site: Site) -> Sequence[Telling]:
        found = [(each, msgspec.to_builtins(each)) for each in documents]
        told_of = [(each, plain) for each, plain in found if self._translation.may_speak(plain, KNOWN_AT_ONCE)]
        if self._looks_up and not _is_looked_up(delivery):
            return [_named(each, delivery) for each, _ in told_of]
        return tellings([plain for _, plain in told_of], self._translation, self._options.tells, delivery, site)

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


def _is_looked_up(delivery: Delivery) -> bool:
    return delivery.is_asked or delivery.body.lstrip()[:1] == b"{"


def _named(document: Document, delivery: Delivery) -> Named:
    told_of = msgspec.json.encode(document).decode()
    return Named(key=document.event.key, told=told_of, received_at=delivery.received_at)
