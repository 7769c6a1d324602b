"""
A person in few bytes: each SHA-256 as the 32 bytes it is, and a letter that says whose it is.

An e-mail address is hashed in a form for each platform, and most addresses look alike in several of them: a form that
equals the first is a bit, not another 32 bytes. Written and read a thousand times a second: what can be left to a
function of the standard library's is.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress
from typing import Any

import msgspec
from msgspec.structs import astuple

from tandem.event.person import Hashes, Person

NAMES = {
    "a": "em",
    "b": "em_google",
    "c": "em_microsoft",
    "d": "em_reddit",
    "e": "ph",
    "f": "ph_plus",
    "g": "fn",
    "h": "ln",
    "i": "ge",
    "j": "db",
    "k": "ct",
    "l": "st",
    "m": "zp",
    "n": "country",
    "o": "external_id",
}
"""What is hashed, in the order of `Person`. A letter stands on disk: change none."""

FORMS = ("em_google", "em_microsoft", "em_reddit")
"""By the bit that says that it equals `em`."""

BYTES, DIGITS = 32, 64
"""Of a SHA-256: as it is, and in hexadecimal."""

_LETTERS = tuple(NAMES)
_LAST = len(NAMES)
_FURTHER = Person.__struct_fields__[_LAST + 2 :]
_NOTHING = (None,) * len(_FURTHER)


class PackedPerson(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A format on disk: add fields at the end, with defaults; move and remove none."""

    letters: str
    """One for each digest."""
    digests: bytes
    alike: int
    """The bits of `FORMS`."""
    fbp: str | None
    fbc: str | None
    further: dict[str, str] | None
    tails: tuple[str, ...] | None
    """What stands behind each hash, where anything does: the mark of Meta's parameter builder."""


def pack(person: Person) -> tuple[Any, ...]:
    """What a `PackedPerson` is read from. Raises `ValueError` where a hash is none."""
    values = astuple(person)
    hashes: tuple[Hashes, ...] = values[:_LAST]
    alike = 0
    if hashes[1] or hashes[2] or hashes[3]:
        hashes, alike = _without_alike(hashes)
    letters, digests, tails = _packed(hashes)
    further = values[_LAST + 2 :]
    return (
        letters,
        digests,
        alike,
        values[_LAST],
        values[_LAST + 1],
        None if further == _NOTHING else _named(further),
        tails,
    )


def _without_alike(hashes: Sequence[Hashes]) -> tuple[tuple[Hashes, ...], int]:
    """The hashes without the forms of an e-mail address that equal the first, and the bits of these."""
    em, *others = hashes
    alike = 0
    for bit in range(len(FORMS)):
        if em and others[bit] == em:
            alike, others[bit] = alike | 1 << bit, ()
    return (em, *others), alike


def _packed(hashes: Sequence[Hashes]) -> tuple[str, bytes, list[str] | None]:
    letters = "".join(compress(_LETTERS, hashes))
    flat: Hashes = sum(hashes, ())
    digits = "".join(flat)
    if len(flat) == len(letters) and len(digits) == DIGITS * len(flat):
        return letters, unhexlify(digits), None
    letters = "".join(letter * len(each) for letter, each in zip(_LETTERS, hashes, strict=True))
    digests = unhexlify("".join(each[:DIGITS] for each in flat))
    if len(digests) != BYTES * len(flat):
        raise ValueError("a hash is not 64 hexadecimal digits")
    return letters, digests, [each[DIGITS:] for each in flat]


def _named(further: Iterable[str | None]) -> dict[str, str]:
    return {name: value for name, value in zip(_FURTHER, further, strict=True) if value is not None}


def unpack(packed: PackedPerson) -> Person:
    """Raises `ValueError` where letters and digests do not belong together."""
    if len(packed.digests) != BYTES * len(packed.letters):
        raise ValueError("a hash is missing")
    told = _hashes(packed) if packed.tails is None else _hashes_with_tails(packed, packed.tails)
    told["fbp"], told["fbc"] = packed.fbp, packed.fbc
    if packed.further:
        told |= packed.further
    return Person(**told)


def _hashes(packed: PackedPerson) -> dict[str, Any]:
    digits = packed.digests.hex()
    single, several = _places(packed.letters, packed.alike)
    told: dict[str, Any] = {name: (digits[place],) for name, place in single}
    for name, places in several:
        told[name] = tuple(digits[place] for place in places)
    return told


def _hashes_with_tails(packed: PackedPerson, tails: tuple[str, ...]) -> dict[str, Any]:
    digits = packed.digests.hex()
    told: dict[str, Any] = {}
    for number, (letter, tail) in enumerate(zip(packed.letters, tails, strict=True)):
        digest = digits[DIGITS * number : DIGITS * (number + 1)]
        told[NAMES[letter]] = (*told.get(NAMES[letter], ()), digest + tail)
    return told | (dict.fromkeys(_like_em(packed.alike), told["em"]) if packed.alike else {})


def _like_em(alike: int) -> list[str]:
    return [form for bit, form in enumerate(FORMS) if alike >> bit & 1]


Places = tuple[tuple[tuple[str, slice], ...], tuple[tuple[str, tuple[slice, ...]], ...]]


@lru_cache(maxsize=1_024)
def _places(letters: str, alike: int) -> Places:
    """Where among the digits the hashes of each key are: of keys that have one, and of those that have several."""
    found: dict[str, tuple[slice, ...]] = {}
    for number, letter in enumerate(letters):
        place = slice(DIGITS * number, DIGITS * (number + 1))
        found[NAMES[letter]] = (*found.get(NAMES[letter], ()), place)
    if alike:
        found |= dict.fromkeys(_like_em(alike), found["em"])
    single = tuple((name, places[0]) for name, places in found.items() if len(places) == 1)
    return single, tuple((name, places) for name, places in found.items() if len(places) > 1)
