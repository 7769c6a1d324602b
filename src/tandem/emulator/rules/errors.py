"""How the edge refuses, and what its headers tell: `errors.json`, `error_texts.json`, `rate_limits.json`."""

from __future__ import annotations

import msgspec


class ErrorText(msgspec.Struct, frozen=True):
    """What a refusal says to people, in one language. `user_message` holds `{placeholders}`."""

    title: str
    user_message: str


class ErrorRule(msgspec.Struct, frozen=True):
    """
    One refusal: what is answered, and how sure we are (`evidence`). `message` holds `{placeholders}`.

    `texts` are its words for people, by locale (`fr_FR`); empty when it has none. `blame` is the path to the field at
    fault, with placeholders too; empty where Meta names none.
    """

    http: int
    type: str
    code: int
    evidence: str
    message: str
    error_subcode: int | None = None
    is_transient: bool = False
    blame: tuple[str, ...] = ()
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
