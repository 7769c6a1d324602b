"""Where a visitor is, as the owner's own proxy tells it. Never guessed from an address."""

from __future__ import annotations

from tandem.config.consent import Consent
from tandem.doors.request import Scope
from tandem.identity.address import Proxies, is_trusted
from tandem.sources import checks


def region_of(scope: Scope, consent: Consent, trusted: Proxies) -> str | None:
    """`US-CA`, `US`, or None. Headers that come from anybody but a trusted proxy are passed over."""
    is_told = consent.region_header or consent.subdivision_header
    if not is_told or not is_trusted(scope.client, trusted):
        return None
    country = _read(scope, consent.region_header)
    subdivision = _read(scope, consent.subdivision_header)
    if not subdivision:
        return checks.region(country)
    whole = subdivision if "-" in subdivision else f"{country}-{subdivision}"
    return checks.region(whole) or checks.region(country)


def names(consent: Consent) -> tuple[str, ...]:
    """The headers on which it depends."""
    return tuple(filter(None, (consent.region_header.lower(), consent.subdivision_header.lower())))


def _read(scope: Scope, name: str) -> str:
    return (scope.headers.get(name.lower()) or "").strip() if name else ""
