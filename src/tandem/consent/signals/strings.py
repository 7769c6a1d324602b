"""The strings in which consent travels, as a request brings them, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.config.consent import Consent
from tandem.consent.signals.banners import READERS
from tandem.consent.signals.consent_mode import gcd, gcs
from tandem.consent.signals.gpp import gpp
from tandem.consent.signals.said import NOTHING, Said, together
from tandem.consent.signals.tcf import tcf
from tandem.consent.signals.us_privacy import us_privacy
from tandem.sources.arrival import ConsentStrings


def from_strings(strings: ConsentStrings, policy: Consent) -> Said:
    """What a sender's strings say."""
    required = policy.additional_consent == "require"
    return together(
        [
            tcf(strings.tcf, strings.ac, require_additional=required) if strings.tcf else NOTHING,
            gpp(strings.gpp) if strings.gpp else NOTHING,
            us_privacy(strings.usp) if strings.usp else NOTHING,
            gcs(strings.gcs) if strings.gcs else NOTHING,
            gcd(strings.gcd) if strings.gcd else NOTHING,
        ]
    )


def from_cookies(header: str, policy: Consent) -> Said:
    """What the cookies of a browser say, by those signals alone that the site trusts."""
    cookies = _cookies(header)
    names = policy.banners
    told = [READERS[signal](cookies, names) for signal in policy.server_signals if signal in READERS]
    found = ConsentStrings(
        tcf=_first(cookies, names.tcf_cookies) if "tcf" in policy.server_signals else None,
        ac=cookies.get(names.additional_consent_cookie),
        gpp=_first(cookies, names.gpp_cookies) if "gpp" in policy.server_signals else None,
        usp=cookies.get(names.usp_cookie) if "usp" in policy.server_signals else None,
    )
    return together([*told, from_strings(found, policy)])


def _cookies(header: str) -> dict[str, str]:
    """By name; of two cookies of one name the first, which browsers put first because its path is the longer."""
    split = (pair.strip().partition("=") for pair in header.split(";"))
    found: dict[str, str] = {}
    for name, _, value in split:
        found.setdefault(name, value)
    return found


def _first(cookies: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((cookies[name] for name in names if cookies.get(name)), None)
