"""Meta's rules as frozen records. The data, its sources and its dates are in `contracts/meta/*.json`."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import msgspec

from tandem.emulator.rules.dedup import DedupRules, IdentityMatch, InstallRule, OfflineRule, OrderMatch, RepeatRule
from tandem.emulator.rules.edge import (
    EdgeRules,
    IdentityRules,
    Limits,
    PixelRules,
    PurchaseRule,
    StrictRules,
    VersionRules,
)
from tandem.emulator.rules.errors import ErrorRule, ErrorText, RateRules, ScoreRule
from tandem.kit import contracts

__all__ = [
    "DedupRules",
    "EdgeRules",
    "ErrorRule",
    "ErrorText",
    "IdentityMatch",
    "IdentityRules",
    "InstallRule",
    "Limits",
    "OfflineRule",
    "OrderMatch",
    "PixelRules",
    "PurchaseRule",
    "RateRules",
    "RepeatRule",
    "Rules",
    "ScoreRule",
    "StrictRules",
    "VersionRules",
    "granting_order_id",
    "load_rules",
]

T = TypeVar("T")


class Rules(msgspec.Struct, frozen=True):
    """Everything the emulator judges by."""

    edge: EdgeRules
    identity: IdentityRules
    errors: dict[str, ErrorRule]
    dedup: DedupRules
    versions: VersionRules
    pixel: PixelRules
    rates: RateRules
    strict: StrictRules
    locales: frozenset[str]
    locale: str
    standard_events: frozenset[str]
    known_events: frozenset[str]
    currencies: frozenset[str]


@cache
def load_rules() -> Rules:
    """Read `contracts/meta/`. Raises `msgspec.ValidationError` when a file does not have the expected shape."""
    standard = _read("standard_events", dict[str, Any])
    texts = _read("error_texts", dict[str, Any])
    names = frozenset(standard["events"])
    return Rules(
        edge=_read("events_edge", EdgeRules),
        identity=_read("identity", IdentityRules),
        errors=_errors(texts["texts"]),
        dedup=_read("dedup", DedupRules),
        versions=_read("versions", VersionRules),
        pixel=_read("pixel", PixelRules),
        rates=_read("rate_limits", RateRules),
        strict=_read("strict", StrictRules),
        locales=frozenset(locale for words in texts["texts"].values() for locale in words),
        locale=texts["default"],
        standard_events=names,
        known_events=names | {*standard["messaging"], *standard["other"]},
        currencies=frozenset(_read("currencies", dict[str, str])["codes"].split()),
    )


def granting_order_id(rules: Rules) -> Rules:
    """The same rules for a partner whose purchases Meta also deduplicates by `order_id`."""
    order_id = msgspec.structs.replace(rules.dedup.order_id, enabled=True)
    return msgspec.structs.replace(rules, dedup=msgspec.structs.replace(rules.dedup, order_id=order_id))


def _errors(texts: dict[str, Any]) -> dict[str, ErrorRule]:
    """The refusals by name, each with its words."""
    listed = _read("errors", dict[str, Any])["errors"]
    worded = {name: {**rule, "texts": texts.get(name, {})} for name, rule in listed.items()}
    return msgspec.convert(worded, dict[str, ErrorRule])


def _read(name: str, shape: type[T]) -> T:
    return msgspec.convert(contracts.load(f"meta/{name}.json"), shape)
