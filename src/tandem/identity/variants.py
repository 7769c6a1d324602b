"""
One address, several hashes: platforms normalise e-mail and phone differently, and a hash cannot be turned into another.

Each function takes a normal form (`normalise.em`, `normalise.ph`) and returns, by field of `Person`, the text that the
platforms hash.
"""

from __future__ import annotations

import re

_GOOGLE_MAIL = frozenset({"gmail.com", "googlemail.com"})
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def em_forms(email: str) -> dict[str, str]:
    """
    Meta (`em`): the address as it is.

    Google: for gmail.com and googlemail.com, dots and `+tag` go from the name; other domains stay as they are.
    Source: developers.google.com/data-manager/api/devguides/concepts/formatting (2026).

    Microsoft: dots and `+tag` go from the name, for every domain. Source: Microsoft Advertising, UET CAPI.

    Reddit: the `+tag` and everything but letters and digits go from the name, for every domain.
    Source: Reddit, manual advanced matching: `Al.ice$+Apple@Example.Com` is `alice@example.com`.
    """
    name, _, domain = email.rpartition("@")
    dotless = name.partition("+")[0].replace(".", "")
    bare = f"{dotless}@{domain}"
    return {
        "em": email,
        "em_google": bare if domain in _GOOGLE_MAIL else email,
        "em_microsoft": bare,
        "em_reddit": bare if dotless.isalnum() else f"{_NOT_ALPHANUMERIC.sub('', dotless)}@{domain}",
    }


def ph_forms(digits: str) -> dict[str, str]:
    """Meta, Pinterest and Snapchat take the digits alone; Google, TikTok, X and Reddit E.164 with its `+`."""
    return {"ph": digits, "ph_plus": "+" + digits}
