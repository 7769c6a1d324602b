"""Who an event is about, as far as it may be known: hashes, and ids that were never readable."""

from __future__ import annotations

from typing import Any, Self

import msgspec

Hashes = tuple[str, ...]


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The identifiers an event may carry. Every tuple holds SHA-256 in lower-case hex, the best one first; e-mail and
    phone in each variant a platform needs (a stored hash cannot be turned into another variant later). No field can
    hold a readable value: `identity` makes persons, nobody else does.
    """

    em: Hashes = ()
    em_google: Hashes = ()
    em_microsoft: Hashes = ()
    em_reddit: Hashes = ()
    ph: Hashes = ()
    ph_plus: Hashes = ()
    fn: Hashes = ()
    ln: Hashes = ()
    ge: Hashes = ()
    db: Hashes = ()
    ct: Hashes = ()
    st: Hashes = ()
    zp: Hashes = ()
    country: Hashes = ()
    external_id: Hashes = ()
    fbp: str | None = None
    fbc: str | None = None
    subscription_id: str | None = None
    lead_id: str | None = None
    fb_login_id: str | None = None

    def merge(self, other: Person) -> Self:
        """Both persons' identifiers, each once, `self`'s first."""
        merged: dict[str, Any] = {}
        for name in self.__struct_fields__:
            mine, theirs = getattr(self, name), getattr(other, name)
            merged[name] = tuple(dict.fromkeys(mine + theirs)) if isinstance(mine, tuple) else mine or theirs
        return type(self)(**merged)

    def keys(self) -> tuple[str, ...]:
        """The names of the identifiers it holds, in the order of the fields."""
        return tuple(name for name in self.__struct_fields__ if getattr(self, name))


class Unusable(msgspec.Struct, frozen=True):
    """One value that could not be used: which key, why, and how to mend it. Never holds the value itself."""

    key: str
    problem: str
    cure: str
