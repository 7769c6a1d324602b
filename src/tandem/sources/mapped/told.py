"""A document in our own words, as a telling: checked as if its sender had spoken them."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from tandem.event.errors import Refused
from tandem.event.site import Site
from tandem.sources import backend
from tandem.sources.contract import Delivery, Telling
from tandem.sources.events import arrival_of
from tandem.sources.told.source import telling_of

Tells = Literal["order", "event"]

_encode = msgspec.json.Encoder(decimal_format="number").encode


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
