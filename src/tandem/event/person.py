"""Who an event is about, as far as it may be known: hashes, and ids that were never readable."""

from __future__ import annotations

from itertools import compress
from typing import Any, Self

import msgspec
from msgspec.structs import astuple

Hashes = tuple[str, ...]


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    The identifiers an event may carry. Every tuple holds SHA-256 in lower-case hex, the best one first; e-mail and
    phone also in each variant that a destination of the site compares (a hash cannot be turned into another variant
    later). No field can hold a readable value: `identity` makes persons, nobody else does.
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
    anon_id: str | None = None
    madid: str | None = None
    page_id: str | None = None
    page_scoped_user_id: str | None = None
    ctwa_clid: str | None = None
    ig_account_id: str | None = None
    ig_sid: str | None = None
    whatsapp_business_account_id: str | None = None
    instagram_business_account_id: str | None = None
    f5first: str | None = None
    f5last: str | None = None
    fi: str | None = None
    dobd: str | None = None
    dobm: str | None = None
    doby: str | None = None

    def merge(self, other: Person) -> Self:
        """Both persons' identifiers, each once, `self`'s first."""
        both = map(_both, astuple(self), astuple(other))
        return type(self)(**dict(zip(self.__struct_fields__, both, strict=True)))

    def keys(self) -> tuple[str, ...]:
        """The names of the identifiers it holds, in the order of the fields."""
        return tuple(compress(self.__struct_fields__, astuple(self)))


def _both(mine: Any, theirs: Any) -> Any:
    """Of hashes all, of two single ids the first."""
    if not theirs or mine == theirs:
        return mine
    if not mine:
        return theirs
    return tuple(dict.fromkeys(mine + theirs)) if isinstance(mine, tuple) else mine


class Unusable(msgspec.Struct, frozen=True):
    """One value that could not be used: which key, why, and how to mend it. Never holds the value itself."""

    key: str
    problem: str
    cure: str
