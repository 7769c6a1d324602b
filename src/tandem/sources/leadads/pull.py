"""
`GET /{version}/{form}/leads`: the leads of a form since a moment, for those whose webhook was lost.
Source: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving#bulk-read
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from tandem.kit import wire
from tandem.sources.asking.contract import Access, Ask, Denied, Page, Request, Row, unreadable
from tandem.sources.asking.paging import PAGE
from tandem.sources.leadads.answers import FIELDS
from tandem.sources.leadads.errors import check
from tandem.sources.leadads.lookup import TOPIC
from tandem.sources.leadads.options import Options
from tandem.sources.options import read_options


class _Cursors(msgspec.Struct, frozen=True):
    after: str = ""


class _Paging(msgspec.Struct, frozen=True):
    cursors: _Cursors = _Cursors()
    next: str = ""
    """Only looked at for whether there is one: the address itself may hold the token."""


class _Leads(msgspec.Struct, frozen=True):
    data: list[msgspec.Raw]
    paging: _Paging = _Paging()


_leads = msgspec.json.Decoder(_Leads)


class LeadsOfForms:
    """`token`: as for the lookup. Which forms are asked for, `[site.source.options] forms` says."""

    home = "https://graph.facebook.com"

    async def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        options = read_options(Options, access.options)
        if not options.forms:
            raise Denied('nobody said which forms are to be asked for: write forms = ["…"] in its options')
        for form in options.forms:
            async for page in _of_form(f"{access.url}/{options.api_version}/{form}/leads", access, since, ask):
                yield page


async def _of_form(edge: str, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
    later = {"field": "time_created", "operator": "GREATER_THAN", "value": int(since.timestamp())}
    asked = {"fields": FIELDS, "filtering": msgspec.json.encode([later]).decode(), "limit": str(PAGE)}
    while asked:
        answer = await ask(Request(f"{edge}?{urlencode(asked)}", {"authorization": f"Bearer {access.token.reveal()}"}))
        found = _read(answer)
        yield Page([Row(bytes(lead), TOPIC) for lead in found.data])
        asked = {**asked, "after": found.paging.cursors.after} if found.paging.next else {}


def _read(answer: wire.Answer) -> _Leads:
    check(answer)
    try:
        return _leads.decode(answer.body)
    except msgspec.DecodeError:
        raise unreadable("list of leads") from None
