"""What the tag is told of consent: the same policy that holds here, in the words of its settings."""

from __future__ import annotations

from typing import Any

from tandem.config.consent import Consent
from tandem.consent.limits import place, subdivisions
from tandem.consent.regions import policy_of

LDU = "opt-out-ldu"


def tag_consent(consent: Consent, region: str | None) -> dict[str, Any]:
    """
    `consent`: whether an answer is needed first. `honour_gpc`: whether the browser's own refusal counts. `regions`:
    what differs where. `region`: where the visitor is, once a proxy has told; then nothing else need be said.
    """
    rules = tag_regions(consent)
    here = next((key for key in (region, (region or "")[:2]) if key in rules), None)
    kind = policy_of(consent, here)
    told: dict[str, Any] = {"consent": _word(kind), "honour_gpc": consent.honour_gpc and kind != "none"}
    if here:
        return told | {"region": here, "regions": {here: rules[here]}}
    return told | {"regions": rules} if rules and not consent.region_header else told


def tag_regions(consent: Consent) -> dict[str, Any]:
    """
    Every region that is told something of its own: whether an answer is needed first, and, where an opt-out limits and
    does not forbid, Meta's numbers of country and state. The states that Meta numbers have an entry each.
    """
    numbered = [state for state in subdivisions() if policy_of(consent, state) == LDU]
    return {region: _rule(consent, region) for region in sorted({*consent.regions, *numbered})}


def _rule(consent: Consent, region: str) -> dict[str, Any]:
    kind = policy_of(consent, region)
    rule: dict[str, Any] = {"policy": _word(kind)}
    return rule | {"limit": place(region)} if kind == LDU else rule


def _word(kind: str) -> str:
    return "opt_in" if kind == "opt-in" else "opt_out"
