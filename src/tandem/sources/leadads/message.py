"""
What Meta posts of a lead: its number, and nobody.
Source: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving#webhooks
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tandem.sources.shape import Reader


class Lead(msgspec.Struct, frozen=True):
    """What is kept until it is looked up."""

    leadgen_id: str | int
    created_time: int
    form_id: str | int = ""


class Change(msgspec.Struct, frozen=True):
    field: str
    value: msgspec.Raw = msgspec.Raw(b"{}")


class Entry(msgspec.Struct, frozen=True):
    changes: list[Change] = []


class Message(msgspec.Struct, frozen=True):
    object: str
    entry: list[Entry] = []


_messages = Reader(Message)
_leads = Reader(Lead)


def leads_of(body: bytes) -> Iterator[Lead]:
    """Raises `Refused`."""
    message = _messages.read(body)
    if message.object != "page":
        return
    for entry in message.entry:
        yield from (_leads.read(change.value) for change in entry.changes if change.field == "leadgen")
