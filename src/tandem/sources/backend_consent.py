"""The visitor's answer as a backend tells it: a word of the shop's own, or the strings that a banner gave the shop."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Annotated

import msgspec

from tandem.event.errors import Refused
from tandem.event.model import Ads, Grants
from tandem.event.outcome import Reason
from tandem.sources import checks
from tandem.sources.arrival import UNSAID, ConsentStrings

String = Annotated[str, msgspec.Meta(max_length=16_384)]


class BackendConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the visitor answered, as the shop stored it. `ads`, or one of the strings, must be there."""

    ads: Annotated[Ads | None, msgspec.Meta(description="Whether the visitor allowed advertising.")] = None
    signal: Annotated[str, msgspec.Meta(max_length=32, description="Who said so: manual, tcf, a banner's name.")] = ""
    at: Annotated[int | None, msgspec.Meta(description="When the visitor answered, in Unix seconds.")] = None
    region: Annotated[
        str | None,
        msgspec.Meta(description="Where the visitor is, by ISO 3166: US or US-CA. Not your server."),
    ] = None
    tcf: Annotated[String | None, msgspec.Meta(description="The IAB's TC string.")] = None
    ac: Annotated[String | None, msgspec.Meta(description="Google's Additional Consent string beside it.")] = None
    gpp: Annotated[String | None, msgspec.Meta(description="The IAB's GPP string.")] = None
    usp: Annotated[String | None, msgspec.Meta(description="The US Privacy string, e.g. 1YNN.")] = None
    gcs: Annotated[String | None, msgspec.Meta(description="Google's consent mode, e.g. G111.")] = None
    gcd: Annotated[String | None, msgspec.Meta(description="Google's consent mode with all four keys.")] = None


_strings = attrgetter(*ConsentStrings.__struct_fields__)


def grants(told: BackendConsent, received_at: datetime) -> Grants:
    """
    The shop's own word. An answer dated in the future is dated by its arrival: else no later one could take it back.
    Raises `Refused`.
    """
    if told.ads is None and strings(told) == UNSAID:
        cure = "Send granted, denied or unknown, or one of the strings: tcf, gpp, usp, gcs, gcd."
        raise Refused(Reason.MISSING_FIELD, "consent.ads", "is missing", cure)
    at = None if told.at is None else min(checks.seconds(told.at, "consent.at"), received_at)
    return Grants(told.ads or "unknown", checks.signal(told.signal), at)


def strings(told: BackendConsent) -> ConsentStrings:
    return ConsentStrings(*found) if any(found := _strings(told)) else UNSAID


def region(told: BackendConsent) -> str | None:
    """Raises `Refused` for what is no region: it would choose the wrong policy, silently."""
    if told.region is None:
        return None
    found = checks.region(told.region)
    if found is None:
        cure = "Send the country, or country and subdivision, by ISO 3166: US or US-CA. Leave it out if not known."
        raise Refused(Reason.INVALID_FIELD, "consent.region", "is no region", cure)
    return found
