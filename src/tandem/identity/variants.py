"""
One address, several hashes: platforms normalise e-mail and phone differently, and a hash cannot be turned into another.

Each function takes a normal form (`normalise.em`, `normalise.ph`) and returns the text that the platform hashes.
"""

from __future__ import annotations

import re

_GOOGLE_MAIL = frozenset({"gmail.com", "googlemail.com"})
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def em_google(email: str) -> str:
    """
    Google: for gmail.com and googlemail.com, dots and `+tag` go from the name; other domains stay as they are.

    Source: developers.google.com/data-manager/api/devguides/concepts/formatting (2026).
    """
    name, _, domain = email.rpartition("@")
    return f"{_untagged(name).replace('.', '')}@{domain}" if domain in _GOOGLE_MAIL else email


def em_microsoft(email: str) -> str:
    """Microsoft: dots and `+tag` go from the name, for every domain. Source: Microsoft Advertising, UET CAPI."""
    name, _, domain = email.rpartition("@")
    return f"{_untagged(name).replace('.', '')}@{domain}"


def em_reddit(email: str) -> str:
    """
    Reddit: the `+tag` and everything but letters and digits go from the name, for every domain.

    Source: Reddit, manual advanced matching: `Al.ice$+Apple@Example.Com` is `alice@example.com`.
    """
    name, _, domain = email.rpartition("@")
    bare = _untagged(name).replace(".", "")
    return f"{bare if bare.isalnum() else _NOT_ALPHANUMERIC.sub('', bare)}@{domain}"


def ph_plus(digits: str) -> str:
    """Google, TikTok, X, Reddit: E.164 with its `+`. Meta, Pinterest and Snapchat take the digits alone."""
    return "+" + digits


def _untagged(name: str) -> str:
    return name.partition("+")[0]
