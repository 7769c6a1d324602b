"""One row as an event that can be posted: mapped, dated, with an id that is the same at every upload."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from tandem.event.dictionary import Dictionary
from tandem.event.errors import Refusal, Refused
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.sources import checks
from tandem.sources.upload.fields import Fields
from tandem.sources.upload.table import Row

_encode = msgspec.json.Encoder(decimal_format="number", order="deterministic").encode


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A row that can be sent."""

    number: int
    """Of the row in the file; the first behind the head line is 1."""
    mark: str
    """The same for the same content, and nothing can be read from it."""
    event_id: str
    document: bytes
    dropped: tuple[Unusable, ...] = ()
    """Values that nobody can use; the event lives without them."""


class Unfit(msgspec.Struct, frozen=True, kw_only=True):
    """A row that cannot be sent."""

    number: int
    mark: str
    refusal: Refusal


Judge = Callable[[bytes], Refusal | tuple[Unusable, ...]]
"""What the gateway will say of an event: refused, or taken without some values."""


def prepared(
    rows: Iterable[Row | Refused], fields: Fields, dictionary: Dictionary, judge: Judge
) -> Iterator[Ready | Unfit]:
    """Every row, in its order."""
    for number, row in enumerate(rows, 1):
        try:
            if isinstance(row, Refused):
                raise row
            yield _prepared(number, row, fields, dictionary, judge)
        except Refused as refused:
            yield Unfit(number=number, mark="", refusal=refused.refusal)


def _prepared(number: int, row: Row, fields: Fields, dictionary: Dictionary, judge: Judge) -> Ready | Unfit:
    event = fields.event(row)
    event["event_time"] = _seconds(event.get("event_time"))
    mark = hashlib.sha256(_encode(event)).hexdigest()[:32]
    event_id = event.setdefault("event_id", _event_id(event, dictionary, mark))
    document = _encode(event)
    found = judge(document)
    if isinstance(found, Refusal):
        return Unfit(number=number, mark=mark, refusal=found)
    return Ready(number=number, mark=mark, event_id=str(event_id), document=document, dropped=found)


def _event_id(event: dict[str, Any], dictionary: Dictionary, mark: str) -> str:
    """By the dictionary's template, so that it is one with what other sources tell; else made of the content."""
    name = event.get("event_name")
    definition = dictionary[name if isinstance(name, str) else ""]
    return definition.derive_id(event.get("custom_data", {})) or f"row_{mark}"


def _seconds(given: Any) -> int:
    """Unix seconds, or ISO 8601 (UTC unless it says otherwise). A row without a moment is not of now."""
    if given is None or given == "":
        cure = "Map the column that says when it happened: --map event_time=COLUMN."
        raise Refused(Reason.MISSING_FIELD, "event_time", "is missing", cure)
    text = str(given).strip()
    try:
        moment = _moment(text)
    except (ValueError, OverflowError):
        cure = "Say how it is written: --map event_time=COLUMN:date:%d.%m.%Y"
        problem = "is neither ISO 8601 nor Unix seconds"
        raise Refused(Reason.INVALID_FIELD, "event_time", problem, cure) from None
    return int(moment.timestamp())


def _moment(text: str) -> datetime:
    if text.isdigit():
        return checks.seconds(int(text))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
