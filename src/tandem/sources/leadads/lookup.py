"""
`GET /{version}/{lead}`: who filled in the form. Asked with a page's token, which goes in a header.
Source: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving#fetch
"""

from __future__ import annotations

import msgspec

from tandem.sources.asking.contract import Access, Ask, Request, Row
from tandem.sources.leadads.answers import FIELDS, FoundLead
from tandem.sources.leadads.errors import check
from tandem.sources.leadads.message import Lead
from tandem.sources.leadads.options import Options
from tandem.sources.options import read_options

TOPIC = "lead"


class FromLeadAds:
    """`token`: of the page, or of a system user, with `leads_retrieval`."""

    home = "https://graph.facebook.com"

    async def find(self, told: str, access: Access, ask: Ask) -> Row:
        number = msgspec.json.decode(told, type=Lead).leadgen_id
        version = read_options(Options, access.options).api_version
        address = f"{access.url}/{version}/{number}?fields={FIELDS}"
        answer = await ask(Request(address, {"authorization": f"Bearer {access.token.reveal()}"}))
        check(answer)
        return Row(answer.body, TOPIC)

    def bare(self, told: str) -> Row:
        lead = msgspec.json.decode(told, type=Lead)
        return Row(msgspec.json.encode(FoundLead(lead.leadgen_id, lead.created_time, lead.form_id)), TOPIC)
