"""What the edges take: `events_edge.json`, `identity.json`, `versions.json`, `pixel.json`."""

from __future__ import annotations

import msgspec


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
    """
    The keys of `user_data`: `identity.json`. Patterns match a whole value.

    `placeholders` are what forms and databases hold where there is nothing; their hashes match nobody.
    """

    hash_required: frozenset[str]
    hash_recommended: frozenset[str]
    hash_never: frozenset[str]
    hash_pattern: str
    fbc_pattern: str
    fbp_pattern: str
    too_thin: tuple[frozenset[str], ...]
    placeholders: frozenset[str]
    names: dict[str, str]


class VersionRules(msgspec.Struct, frozen=True):
    """Graph versions and the day (ISO date) on which each expires: `versions.json`."""

    current: str
    expires: dict[str, str | None]


class PixelRules(msgspec.Struct, frozen=True):
    """
    The parameters of `/tr/`: `pixel.json`. `params` are plain and `maps` bracketed ones, in the emulator's words.

    `same_event` are those that two requests about one event share; `ignored` are known and not read.
    """

    params: dict[str, str]
    maps: dict[str, str]
    required: tuple[str, ...]
    same_event: tuple[str, ...]
    ignored: dict[str, str]


class StrictRules(msgspec.Struct, frozen=True):
    """What strict mode refuses: `strict.json`. Some are diagnostics; `rules` are its own, each with its words."""

    diagnostics: frozenset[str]
    rules: dict[str, str]
