"""Which policy holds where the visitor is."""

from __future__ import annotations

from tandem.config.consent import Consent, Policy


def policy_of(consent: Consent, region: str | None) -> Policy:
    """The subdivision's policy, else the country's, else the site's. `region` is ISO 3166: `US-CA`, `US`, or None."""
    if region is None:
        return consent.policy
    country = region.partition("-")[0]
    return consent.regions.get(region) or consent.regions.get(country) or consent.policy
