"""Meta's rules as frozen records. The data, its sources and its dates are in `contracts/meta/*.json`."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, TypeVar

import msgspec

from tandem.kit import contracts

T = TypeVar("T")
Repeats = Literal["count", "merge"]


class Limits(msgspec.Struct, frozen=True):
    """What one request and one event may be. Ages and tolerances are in seconds."""

    events_per_request: int
    max_age_seconds: int
    max_age_seconds_by_action_source: dict[str, int]
    future_tolerance_seconds: int
    lead_id_digits: tuple[int, int]


class PurchaseRule(msgspec.Struct, frozen=True):
    """Which events cannot do without an amount, and where in `custom_data` it stands."""

    events: frozenset[str]
    value: str
    currency: str


class EdgeRules(msgspec.Struct, frozen=True):
    """The events edge: `events_edge.json`."""

    limits: Limits
    action_sources: tuple[str, ...]
    required: tuple[str, ...]
    fields: dict[str, str]
    purchase: PurchaseRule


class IdentityRules(msgspec.Struct, frozen=True):
    """The keys of `user_data`: `identity.json`. Patterns match a whole value."""

    hash_required: frozenset[str]
    hash_recommended: frozenset[str]
    hash_never: frozenset[str]
    hash_pattern: str
    fbc_pattern: str
    fbp_pattern: str
    too_thin: tuple[frozenset[str], ...]
    names: dict[str, str]


class ErrorText(msgspec.Struct, frozen=True):
    """What a refusal says to people, in one language. `user_message` holds `{placeholders}`."""

    title: str
    user_message: str


class ErrorRule(msgspec.Struct, frozen=True):
    """
    One refusal: what is answered, and how sure we are (`evidence`). `message` holds `{placeholders}`.

    `texts` are its words for people, by locale (`fr_FR`); empty when it has none.
    """

    http: int
    type: str
    code: int
    evidence: str
    message: str
    error_subcode: int | None = None
    is_transient: bool = False
    texts: dict[str, ErrorText] = {}


class ScoreRule(msgspec.Struct, frozen=True):
    """What a call costs, the most a caller may use, and the seconds in which all of it is forgotten."""

    read: int
    write: int
    most: int
    decay_seconds: int


class RateRules(msgspec.Struct, frozen=True):
    """The headers that tell a caller how much it has used: `rate_limits.json`."""

    score: ScoreRule
    block_seconds: int
    tier: str
    business_type: str
    limit_codes: frozenset[int]


class RepeatRule(msgspec.Struct, frozen=True):
    """What becomes of a second event of one source with the same id."""

    browser: Repeats
    server: Repeats


class OfflineRule(msgspec.Struct, frozen=True):
    """Events of a physical store are compared among themselves only."""

    action_source: str
    window_seconds: int
    repeats: Repeats


class DedupRules(msgspec.Struct, frozen=True):
    """When two events are one: `dedup.json`. Both limits include their last second."""

    window_seconds: int
    browser_favoured_seconds: int
    repeats: RepeatRule
    offline: OfflineRule
    never: frozenset[str]


class VersionRules(msgspec.Struct, frozen=True):
    """Graph versions and the day (ISO date) on which each expires: `versions.json`."""

    current: str
    expires: dict[str, str | None]


class PixelRules(msgspec.Struct, frozen=True):
    """The parameters of `/tr/`: `pixel.json`."""

    params: dict[str, str]
    maps: dict[str, str]
    required: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True):
    """Everything the emulator judges by."""

    edge: EdgeRules
    identity: IdentityRules
    errors: dict[str, ErrorRule]
    dedup: DedupRules
    versions: VersionRules
    pixel: PixelRules
    rates: RateRules
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
        locales=frozenset(locale for words in texts["texts"].values() for locale in words),
        locale=texts["default"],
        standard_events=names,
        known_events=names | {*standard["messaging"], *standard["other"]},
        currencies=frozenset(_read("currencies", dict[str, str])["codes"].split()),
    )


def _errors(texts: dict[str, Any]) -> dict[str, ErrorRule]:
    """The refusals by name, each with its words."""
    listed = _read("errors", dict[str, Any])["errors"]
    worded = {name: {**rule, "texts": texts.get(name, {})} for name, rule in listed.items()}
    return msgspec.convert(worded, dict[str, ErrorRule])


def _read(name: str, shape: type[T]) -> T:
    return msgspec.convert(contracts.load(f"meta/{name}.json"), shape)
