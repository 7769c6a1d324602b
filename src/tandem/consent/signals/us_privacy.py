"""
The US Privacy string, `1YNN`: version, notice given, opted out of sale, covered by the Limited Service Provider
Agreement. Deprecated in favour of GPP, and still on many pages.

Source: github.com/InteractiveAdvertisingBureau/USPrivacy.
"""

from __future__ import annotations

import re

from tandem.consent.signals.said import NOTHING, Said

_STRING = re.compile(r"1[YN-](?P<opted_out>[YN-])[YN-]", re.IGNORECASE)


def us_privacy(text: str) -> Said:
    """An opt-out, or nothing: that a person did not opt out is no agreement."""
    found = _STRING.fullmatch(text)
    return Said(signal="usp", opted_out=found["opted_out"] in "Yy") if found else NOTHING
