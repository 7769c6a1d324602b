"""
Who and what a change was about: the deal, and the contact it is associated with, by HubSpot's CRM API. Asked with the
token of a private app, for the properties that the mapping looks at and no others.
Source: https://developers.hubspot.com/docs/api-reference/crm-deals-v3/guide and …/crm-contacts-v3/guide
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from tandem.event.errors import Refused
from tandem.kit.clock import to_millis
from tandem.kit.wire import Answer
from tandem.sources.asking.contract import Access, Ask, Denied, Missing, Request, Row, answered, unreadable
from tandem.sources.foreign import moment
from tandem.sources.hubspot.message import Document
from tandem.sources.hubspot.options import Options
from tandem.sources.options import read_options

T = TypeVar("T")

CLICK, SEEN = "hs_facebook_click_id", "createdate"
"""Of a contact: the click id with which HubSpot first saw it, and when that was."""

MOST_CONTACTS = 10
"""Of a deal's contacts, so many are looked at for one who has an e-mail address or a phone."""


class _Id(msgspec.Struct, frozen=True):
    id: str


class _Ids(msgspec.Struct, frozen=True):
    results: list[_Id] = []


class _Associations(msgspec.Struct, frozen=True):
    contacts: _Ids = _Ids()


class _Record(msgspec.Struct, frozen=True):
    id: str
    properties: dict[str, Any]
    associations: _Associations = _Associations()


class _Records(msgspec.Struct, frozen=True):
    results: list[_Record]


class _Problem(msgspec.Struct, frozen=True):
    category: str = ""


class FromHubSpot:
    """`token`: of a private app, with `crm.objects.contacts.read` and, for deals, `crm.objects.deals.read`."""

    home = "https://api.hubapi.com"

    async def find(self, told: str, access: Access, ask: Ask) -> Row:
        document = msgspec.json.decode(told, type=Document)
        wanted = read_options(Options, access.options).translation.paths
        desk = _Desk(access, ask)
        if document.object == "contact":
            contact = await desk.record("contacts", document.event.object_id, _of_contact(wanted))
            return _row(document, contact=_with_click(contact.properties))
        deal = await desk.record("deals", document.event.object_id, _properties("deal", wanted))
        contacts = await desk.contacts(deal, _of_contact(wanted)) if _of_contact(wanted) else []
        return _row(document, deal=deal.properties, contact=_with_click(_reachable(contacts)))

    def bare(self, told: str) -> Row:
        return _row(msgspec.json.decode(told, type=Document))


class _Desk:
    """Questions to one account."""

    def __init__(self, access: Access, ask: Ask) -> None:
        self._url = f"{access.url}/crm/v3/objects"
        self._headers = headers(access)
        self._ask = ask

    async def record(self, objects: str, number: int | str, properties: list[str]) -> _Record:
        asked = {"properties": ",".join(properties)}
        if objects == "deals":
            asked["associations"] = "contacts"
        answer = await self._ask(Request(f"{self._url}/{objects}/{number}?{urlencode(asked)}", self._headers))
        return read_answer(answer, _Record)

    async def contacts(self, deal: _Record, properties: list[str]) -> list[_Record]:
        """In the order of the deal's associations, each once."""
        ids = list(dict.fromkeys(each.id for each in deal.associations.contacts.results))[:MOST_CONTACTS]
        if not ids:
            return []
        body = msgspec.json.encode({"properties": properties, "inputs": [{"id": each} for each in ids]})
        answer = await self._ask(Request(f"{self._url}/contacts/batch/read", self._headers, body))
        found = {each.id: each for each in read_answer(answer, _Records).results}
        return [found[each] for each in ids if each in found]


def headers(access: Access) -> dict[str, str]:
    return {"authorization": f"Bearer {access.token.reveal()}", "content-type": "application/json"}


def read_answer(answer: Answer, shape: type[T]) -> T:
    """Raises `Unanswered`. HubSpot's texts are not repeated: they may hold what was asked for."""
    if answer.status == 404:
        raise Missing("there is no such object, or the token may not see it")
    if answer.status in (400, 401, 403):
        raise Denied(f"it answered {answer.status} ({_category(answer)}): look at the token and its scopes")
    try:
        return msgspec.json.decode(answered(answer).body, type=shape)
    except msgspec.DecodeError:
        raise unreadable("object of a CRM") from None


def _category(answer: Answer) -> str:
    """HubSpot's own word for what is wrong, e.g. MISSING_SCOPES."""
    try:
        told = msgspec.json.decode(answer.body, type=_Problem).category
    except msgspec.DecodeError:
        told = ""
    return told[:40] or "no category"


def _properties(kind: str, paths: Iterable[str]) -> list[str]:
    """The names behind `deal.…` or `contact.…`."""
    return [path.partition(".")[2] for path in paths if path.startswith(f"{kind}.")]


def _of_contact(paths: Iterable[str]) -> list[str]:
    """`contact.fbc` is ours: made of two of theirs."""
    names = _properties("contact", paths)
    plain = [name for name in names if name != "fbc"]
    return [*plain, CLICK, SEEN] if "fbc" in names else plain


def _reachable(contacts: list[_Record]) -> dict[str, Any]:
    """Of several contacts the first who has an e-mail address or a phone."""
    known = [each.properties for each in contacts]
    named = [each for each in known if each.get("email") or each.get("phone") or each.get("mobilephone")]
    return next(iter([*named, *known]), {})


def _with_click(contact: dict[str, Any]) -> dict[str, Any]:
    """`fbc` as Meta writes it, of the click id and the moment at which it was first seen."""
    click, seen = contact.get(CLICK), contact.get(SEEN)
    if not click or not seen:
        return contact
    try:
        return {**contact, "fbc": f"fb.1.{to_millis(moment(str(seen), SEEN))}.{click}"}
    except Refused:
        return contact


def _row(document: Document, **found: dict[str, Any]) -> Row:
    return Row(msgspec.json.encode(msgspec.structs.replace(document, **found)), document.object)
