"""
Deals that changed since a moment, for what webhooks lost in all their tries. Of each its present stage is told, as a
webhook would have told it, at the moment when the deal came to it.
Source: https://developers.hubspot.com/docs/api-reference/search/guide
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import msgspec

from tandem.event.errors import Refused
from tandem.kit.clock import to_millis
from tandem.sources.asking.contract import Access, Ask, Missing, Page, Request, Row, unreadable
from tandem.sources.foreign import moment
from tandem.sources.hubspot.lookup import FromHubSpot, headers, read_answer
from tandem.sources.hubspot.message import Change, Document
from tandem.sources.hubspot.options import Options
from tandem.sources.hubspot.source import KNOWN_AT_ONCE
from tandem.sources.options import read_options

CHANGED, STAGE, ENTERED = "hs_lastmodifieddate", "dealstage", "hs_v2_date_entered_current_stage"

PAGE = 20
"""Deals found at a time: each that is of interest costs two questions more."""

REACH = 10_000
"""So many results a search gives, and no more: then a new one begins where it ended."""


class _Next(msgspec.Struct, frozen=True):
    after: str


class _Paging(msgspec.Struct, frozen=True):
    next: _Next | None = None


class _Properties(msgspec.Struct, frozen=True):
    hs_lastmodifieddate: str
    dealstage: str | None = None
    hs_v2_date_entered_current_stage: str | None = None


class _Deal(msgspec.Struct, frozen=True):
    id: str
    properties: _Properties


class _Found(msgspec.Struct, frozen=True):
    results: list[_Deal]
    paging: _Paging = _Paging()

    @property
    def after(self) -> str | None:
        return self.paging.next.after if self.paging.next else None


class DealsOfHubSpot:
    """`token`: as for a lookup."""

    home = FromHubSpot.home

    def __init__(self, reach: int = REACH) -> None:
        self._reach = reach

    async def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        after: str | None = None
        while True:
            found = read_answer(await ask(_search(access, since, after)), _Found)
            upto = _moment(found.results[-1].properties.hs_lastmodifieddate) if found.results else None
            yield Page(await _rows(_documents(found.results, access), access, ask), upto)
            after = found.after
            if after is None:
                return
            if upto is not None and upto > since and int(after) + PAGE > self._reach:
                since, after = upto, None


def _search(access: Access, since: datetime, after: str | None) -> Request:
    """Oldest change first."""
    asked = {
        "filterGroups": [{"filters": [{"propertyName": CHANGED, "operator": "GTE", "value": str(to_millis(since))}]}],
        "sorts": [{"propertyName": CHANGED, "direction": "ASCENDING"}],
        "properties": [CHANGED, STAGE, ENTERED],
        "limit": PAGE,
        **({"after": after} if after else {}),
    }
    return Request(f"{access.url}/crm/v3/objects/deals/search", headers(access), msgspec.json.encode(asked))


def _documents(deals: Iterable[_Deal], access: Access) -> list[Document]:
    """Those of which the stage itself shows that they may say something to us."""
    translation = read_options(Options, access.options).translation
    documents = [_document(deal) for deal in deals]
    return [each for each in documents if translation.may_speak(msgspec.to_builtins(each), KNOWN_AT_ONCE)]


def _document(deal: _Deal) -> Document:
    told = deal.properties
    at = _moment(told.hs_v2_date_entered_current_stage or told.hs_lastmodifieddate)
    change = Change(
        subscription_type="deal.propertyChange",
        object_id=deal.id,
        occurred_at=to_millis(at),
        property_name=STAGE,
        property_value=told.dealstage,
    )
    return Document(object="deal", event=change)


async def _rows(documents: Iterable[Document], access: Access, ask: Ask) -> list[Row]:
    rows = []
    for document in documents:
        try:
            rows.append(await FromHubSpot().find(msgspec.json.encode(document).decode(), access, ask))
        except Missing:
            continue  # deleted since it was found
    return rows


def _moment(text: str) -> datetime:
    try:
        return moment(text, CHANGED)
    except Refused:
        raise unreadable("list of deals") from None
