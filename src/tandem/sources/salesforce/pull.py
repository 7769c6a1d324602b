"""
Records of an organisation since a moment, by the REST API: a token for the app itself, then pages of a query.
Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_query.htm and
https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import quote_plus

import msgspec

from tandem.event.errors import Refused
from tandem.kit.wire import Answer
from tandem.sources.asking.contract import Access, Ask, Denied, Later, Page, Request, Row, answered, unreadable
from tandem.sources.asking.paging import is_at
from tandem.sources.foreign import moment
from tandem.sources.options import read_options
from tandem.sources.salesforce.options import Options
from tandem.sources.salesforce.soql import soql

ROWS = 200
"""Records to a page: the fewest that Salesforce makes."""

LIMIT_PAUSE = timedelta(hours=1)
"""After the day's requests are used up; they are counted over the last 24 hours."""


class _Token(msgspec.Struct, frozen=True):
    access_token: str
    instance_url: str


class _Problem(msgspec.Struct, frozen=True):
    """Of the token's endpoint the first, of a query the others."""

    error: str = ""
    errorCode: str = ""  # noqa: N815 - theirs
    message: str = ""


class _Records(msgspec.Struct, frozen=True):
    records: list[msgspec.Raw]
    nextRecordsUrl: str | None = None  # noqa: N815 - theirs


class _Changed(msgspec.Struct, frozen=True):
    SystemModstamp: str


class FromSalesforce:
    """`token`: consumer key and consumer secret of an app, joined by a colon. `url`: My Domain."""

    home = ""

    async def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        options = _options(access)
        bearer = await _bearer(access, ask)
        headers = {"authorization": f"Bearer {bearer}", "sforce-query-options": f"batchSize={ROWS}"}
        path: str | None = f"/services/data/{options.api_version}/query?q={quote_plus(_query(options, since))}"
        while path:
            found = _records(await ask(Request(f"{access.url}{path}", headers)))
            yield Page([Row(bytes(record), options.object) for record in found.records], _upto(found))
            path = _following(found)


def _options(access: Access) -> Options:
    try:
        return read_options(Options, access.options)
    except ValueError as error:
        raise Denied(str(error)) from None


def _query(options: Options, since: datetime) -> str:
    try:
        return soql(options, since)
    except ValueError as error:
        raise Denied(str(error)) from None


async def _bearer(access: Access, ask: Ask) -> str:
    """A token of the client credentials flow: it speaks for the app's own user, and nobody logs in."""
    proof = base64.b64encode(access.token.reveal().encode()).decode()
    headers = {"authorization": f"Basic {proof}", "content-type": "application/x-www-form-urlencoded"}
    request = Request(f"{access.url}/services/oauth2/token", headers, b"grant_type=client_credentials")
    answer = await ask(request)
    if answer.status in (400, 401):
        raise Denied(f"it gave no token ({_problem(answer).error or answer.status}): look at the app and its flow")
    try:
        token = msgspec.json.decode(answered(answer).body, type=_Token)
    except msgspec.DecodeError:
        raise unreadable("token") from None
    if not is_at(token.instance_url, access.url):
        raise Denied(f"the organisation answers at {token.instance_url}: write that as url")
    return token.access_token


def _records(answer: Answer) -> _Records:
    if answer.status in (400, 403):
        problem = _problem(answer)
        if problem.errorCode == "REQUEST_LIMIT_EXCEEDED":
            raise Later("the organisation has used up its requests of the day", LIMIT_PAUSE)
        raise Denied(f"it refused the query ({problem.errorCode or answer.status}): {problem.message[:200]}")
    try:
        return msgspec.json.decode(answered(answer).body, type=_Records)
    except msgspec.DecodeError:
        raise unreadable("list of records") from None


def _problem(answer: Answer) -> _Problem:
    try:
        found = msgspec.json.decode(answer.body, type=_Problem | list[_Problem])
    except msgspec.DecodeError:
        return _Problem()
    return found if isinstance(found, _Problem) else next(iter(found), _Problem())


def _upto(found: _Records) -> datetime | None:
    if not found.records:
        return None
    try:
        return moment(msgspec.json.decode(found.records[-1], type=_Changed).SystemModstamp, "SystemModstamp")
    except (msgspec.DecodeError, Refused):
        raise unreadable("list of records with SystemModstamp") from None


def _following(found: _Records) -> str | None:
    """A path of the same organisation's, or none: the token goes nowhere else."""
    following = found.nextRecordsUrl
    return following if following and following.startswith("/services/data/") else None
