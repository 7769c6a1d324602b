"""A source whose settings say where what it tells of happens: a till of stone, a call centre, a CRM."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tandem.event.model import ActionSource
from tandem.event.site import Site
from tandem.sources.contract import Delivery, Learns, OrderTelling, Reply, Source, Telling, Webhook


class Placed:
    """The source as it is, but that its messages say where, if they do not say so themselves."""

    def __init__(self, source: Source, action_source: ActionSource) -> None:
        self.name = source.name
        self._source = source
        self._where = action_source

    async def learn(self, webhook: Webhook) -> None:
        """As the source learns."""
        if isinstance(self._source, Learns):
            await self._source.learn(webhook)

    def verify(self, webhook: Webhook) -> Delivery:
        return self._source.verify(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """Events hear of it before they are read: how old one may be depends on where it happened."""
        told = self._source.read(replace(delivery, action_source=self._where), site)
        return [self._placed(each) for each in told]

    def answer(self, webhook: Webhook) -> Reply | None:
        return self._source.answer(webhook)

    @property
    def thanks(self) -> Reply:
        return self._source.thanks

    def _placed(self, told: Telling) -> Telling:
        says_nothing = isinstance(told, OrderTelling) and told.action_source is None
        return replace(told, action_source=self._where) if says_nothing else told
