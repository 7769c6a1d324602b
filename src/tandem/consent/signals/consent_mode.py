"""
Google's consent mode, version 2, as it stands on Google's requests: `gcs` (the two older keys) and `gcd` (all four).

`gcs` is documented; the letters of `gcd` are read as github.com/analytics-debugger/gtm-template-server-side-google-
consent-parser reads them. Advertising is granted when `ad_storage`, `ad_user_data` and `ad_personalization` are.
"""

from __future__ import annotations

import re

from tandem.consent.signals.said import NOTHING, Said

_GCS = re.compile(r"G1(?P<ads>[01-])(?P<analytics>[01-])")
_GCD = re.compile(r"1" + r"\d([0-9A-Za-z_-])" * 4 + r"[0-9A-Za-z_-]{0,16}", re.ASCII)

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
_UNSET, _DENIED, _GRANTED = 1, 2, 3
_FOR_ADS = (0, 2, 3)
"""Of ad_storage, analytics_storage, ad_user_data, ad_personalization."""


def gcs(text: str) -> Said:
    """`G111`: advertising and analytics granted. `G10-`: advertising denied, analytics not told."""
    found = _GCS.fullmatch(text)
    if found is None or found["ads"] == "-":
        return NOTHING
    return Said(ads="granted" if found["ads"] == "1" else "denied", signal="gcs")


def gcd(text: str) -> Said:
    """A key that nobody set says nothing; one that is denied, by default or by the visitor, is a refusal."""
    found = _GCD.fullmatch(text)
    if found is None:
        return NOTHING
    states = [_state(found[place + 1]) for place in _FOR_ADS]
    if _DENIED in states:
        return Said(ads="denied", signal="gcd")
    return Said(ads="granted", signal="gcd") if all(state == _GRANTED for state in states) else NOTHING


def _state(letter: str) -> int:
    """What holds of a key: what the visitor said, else what the page began with."""
    index = _LETTERS.index(letter)
    default, update = index >> 2 & 3, index & 3
    return update if update in (_DENIED, _GRANTED) else default
