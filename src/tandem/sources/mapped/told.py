"""A document in our own words, as a telling: checked as if its sender had spoken them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tandem.event.errors import Refusal, Refused
from tandem.event.site import Site
from tandem.sources import backend
from tandem.sources.contract import Delivery, Telling
from tandem.sources.events import arrival_of
from tandem.sources.mapped.mapping import Tells, Translation
from tandem.sources.told.source import telling_of

_encode = msgspec.json.Encoder(decimal_format="number").encode


def tellings(
    messages: Iterable[Any], translation: Translation, tells: Tells, delivery: Delivery, site: Site
) -> list[Telling]:
    """What they say to us, one for each of their parts. One that cannot be used costs no other."""
    parts = [part for message in messages for part in translation.parts(message)]
    found = [_telling(part, translation, tells, delivery, site) for part in parts]
    return [each for each in found if each is not None]


def unless_all_refused(told: Sequence[Telling]) -> Sequence[Telling]:
    """Raises `Refused`, the first of them, where nothing of a message can be used."""
    refusals = [each for each in told if isinstance(each, Refusal)]
    if refusals and len(refusals) == len(told):
        raise Refused(*msgspec.structs.astuple(refusals[0]))
    return told


def _telling(part: Any, translation: Translation, tells: Tells, delivery: Delivery, site: Site) -> Telling | None:
    try:
        document = translation.document(part)
        return None if document is None else told(document, tells, delivery, site)
    except Refused as refused:
        return refused.refusal


def told(document: dict[str, Any], tells: Tells, delivery: Delivery, site: Site) -> Telling:
    """Raises `Refused`, whose cure names the rule of the mapping to mend."""
    body = _encode(document)
    try:
        if tells == "order":
            return telling_of(body, delivery)
        return backend.parse(msgspec.Raw(body), arrival_of(delivery), site)
    except Refused as refused:
        why = refused.refusal
        cure = f"Mend map.{why.field} in the options of this source, or the message. {why.cure}"
        raise Refused(why.reason, why.field, why.problem, cure) from None
