"""What the stations need to know of a site."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tandem.config.schema import Consent
from tandem.config.site import MatchForm
from tandem.event.dictionary import Dictionary


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One site at run time: its tracking plan and its rules."""

    name: str
    dictionary: Dictionary
    consent: Consent = Consent()
    region: str | None = None
    match_form: MatchForm = "documented"
    variants: frozenset[str] = frozenset()
    """The fields of `Person` that its destinations compare, beside those that Meta does: `identity.variants`."""
    private_addresses: bool = False
    depth: int = 8
    """How deep `custom_data` may nest."""
    memory: timedelta = timedelta(days=90)
    """How long a visit is remembered."""
    destinations: tuple[str, ...] = ()
    """Names of the destinations that its events are owed to, e.g. `meta:1234567890`."""
