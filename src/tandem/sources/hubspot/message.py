"""
What HubSpot posts: up to a hundred changes of contacts and deals, each with the object's id and no person.
Source: https://developers.hubspot.com/docs/api/webhooks
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import msgspec

from tandem.sources.shape import Reader

Kind = Literal["contact", "deal"]

_KINDS: dict[str, Kind] = {"contact": "contact", "deal": "deal", "0-1": "contact", "0-3": "deal"}
"""By the name in the subscription's type, or, of the newer `object.…` subscriptions, by the type's id."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One event of a subscription. Neither its order nor the uniqueness of its `eventId` is promised."""

    subscription_type: str
    object_id: int | str
    occurred_at: int
    """Unix time in milliseconds."""
    event_id: int | str | None = None
    subscription_id: int | str | None = None
    portal_id: int | str | None = None
    object_type_id: str | None = None
    property_name: str | None = None
    property_value: str | int | float | bool | None = None
    change_source: str | None = None

    @property
    def kind(self) -> Kind | None:
        """None for what is neither a contact nor a deal: companies, tickets, conversations."""
        name = self.subscription_type.partition(".")[0]
        return _KINDS.get(self.object_type_id or "" if name == "object" else name)

    @property
    def is_wish_to_be_forgotten(self) -> bool:
        """The one subscription that has no newer `object.…` name."""
        return self.subscription_type == "contact.privacyDeletion"

    @property
    def key(self) -> str:
        """The same change told again has the same. Holds no value of a property: it may be anybody's address."""
        what = self.property_name or self.subscription_type
        return f"{self.portal_id or ''}/{self.kind}/{self.object_id}/{what}/{self.occurred_at}"

    def without_values(self, words: Collection[str]) -> Change:
        """Its property's value stays only where it is one of these."""
        known = self.property_value is not None and str(self.property_value) in words
        return self if known else msgspec.structs.replace(self, property_value=None)


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a mapping looks at: the change, and, once it is looked up, the objects by their properties."""

    object: Kind
    event: Change
    deal: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None


_changes = Reader(list[Change])
_documents = Reader(Document)


class Told(msgspec.Struct, frozen=True):
    """One message."""

    documents: list[Document] = []
    """Changes that concern contacts and deals, or a document that was looked up."""
    wishes: list[Change] = []
    """Contacts that were deleted for good."""


def told_in(body: bytes, words: Collection[str]) -> Told:
    """Each change once. Raises `Refused`."""
    if body.lstrip()[:1] == b"{":
        return Told([_documents.read(body)])
    found = {each.key: each.without_values(words) for each in _changes.read(body)}.values()
    wishes = [each for each in found if each.is_wish_to_be_forgotten]
    rest = [each for each in found if not each.is_wish_to_be_forgotten]
    return Told([Document(object=each.kind, event=each) for each in rest if each.kind], wishes)
