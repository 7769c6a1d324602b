"""One event: which of its keys can match anybody, and the estimate that they sum up to."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from typing import Any

from tandem.emulator.fields import APART, Fields
from tandem.emulator.placeholders import is_hash_of_nothing
from tandem.emulator.quality.rules import QualityRules
from tandem.emulator.rules import IdentityRules


def is_scored(fields: Fields) -> bool:
    """Meta scores web events that come through the Conversions API."""
    return fields.action_source == "website"


def score(keys: frozenset[str], rules: QualityRules) -> float:
    """The estimate, 0 to 10."""
    return min(rules.most, sum(rules.keys[key].points for key in keys))


def usable_keys(fields: Fields, rules: QualityRules, identity: IdentityRules) -> frozenset[str]:
    """The keys of an event that hold something that could match: well-formed, and not the hash of nothing."""
    given = fields.user_data | {key: getattr(fields, key) for key in APART}
    return frozenset(key for key in rules.keys if _is_usable(key, given.get(key), identity))


def _is_usable(key: str, value: Any, identity: IdentityRules) -> bool:
    if value in (None, "", []):
        return False
    if key in identity.hash_required:
        return _all_match(identity.hash_pattern, value) and not is_hash_of_nothing(value, identity.placeholders)
    if key in ("fbp", "fbc"):
        return _all_match(identity.fbp_pattern if key == "fbp" else identity.fbc_pattern, value)
    if key == "client_ip_address":
        return _is_address(str(value))
    return str(value).strip().lower() not in identity.placeholders


def _all_match(pattern: str, value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(_compiled(pattern).fullmatch(str(item)) for item in values)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_address(text: str) -> bool:
    try:
        return not ip_address(text).is_loopback
    except ValueError:
        return False
