"""
One address, several hashes: platforms normalise e-mail and phone differently, and a hash cannot be turned into another.

Each form takes a normal form (`normalise.em`, `normalise.ph`), which is what Meta hashes, and returns the text that
another platform does. Of a site, only the forms that its destinations compare are made: `Platform.variants`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_GOOGLE_MAIL = frozenset({"gmail.com", "googlemail.com"})
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def google(email: str) -> str:
    """
    For gmail.com and googlemail.com, dots and `+tag` go from the name; other domains stay as they are.
    Source: developers.google.com/data-manager/api/devguides/concepts/formatting (2026).
    """
    return microsoft(email) if email.rpartition("@")[2] in _GOOGLE_MAIL else email


def microsoft(email: str) -> str:
    """Dots and `+tag` go from the name, for every domain. Source: Microsoft Advertising, UET CAPI."""
    name, _, domain = email.rpartition("@")
    return f"{_untagged(name).replace('.', '')}@{domain}"


def reddit(email: str) -> str:
    """
    The `+tag` and everything but letters and digits go from the name, for every domain.
    Source: Reddit, manual advanced matching: `Al.ice$+Apple@Example.Com` is `alice@example.com`.
    """
    name, _, domain = email.rpartition("@")
    return f"{_NOT_ALPHANUMERIC.sub('', _untagged(name))}@{domain}"


def plus(digits: str) -> str:
    """Google, TikTok, X and Reddit take E.164 with its `+`; Meta, Pinterest and Snapchat the digits alone."""
    return "+" + digits


def _untagged(name: str) -> str:
    return name.partition("+")[0]


FORMS: Mapping[str, Mapping[str, Callable[[str], str]]] = {
    "em": {"em_google": google, "em_microsoft": microsoft, "em_reddit": reddit},
    "ph": {"ph_plus": plus},
}
"""By key, the fields of `Person` beside its own, and the form that each holds the hash of."""

VARIANTS = frozenset(field for forms in FORMS.values() for field in forms)
