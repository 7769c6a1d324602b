"""All the forms in which one person's identifier may lie in our files: what an erasure looks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from tandem.config.site import MatchForm
from tandem.identity.hash import sha256_hex
from tandem.identity.person import Person, person_of
from tandem.kit.secret import fingerprint

HASHED = {"email": "em", "phone": "ph", "external_id": "external_id"}
"""What is hashed before it is looked for, and Meta's key for it."""


def traces(identifiers: Mapping[str, str], regions: Iterable[str | None]) -> tuple[str, ...]:
    """
    Every text to look for, each once. `identifiers` by kind: `email`, `phone`, `external_id`, `fbp`; readable, or
    SHA-256 already. A phone without country code is read as each of the sites' `regions` would.

    Beside the normal forms stands the hash of the text as it was written: senders that hash for themselves do not all
    normalise, and what comes hashed is passed on.
    """
    found: dict[str, None] = {}
    for kind, text in identifiers.items():
        forms = _hashes(HASHED[kind], text, tuple(regions)) if kind in HASHED else (text, fingerprint(text))
        found.update(dict.fromkeys(forms))
    return tuple(found)


def _named(person: Person) -> tuple[str, ...]:
    return person.keys()


def _hashes(key: str, text: str, regions: tuple[str | None, ...]) -> list[str]:
    plain = text.strip()
    hashes = [sha256_hex(each) for each in (text, plain, plain.lower())]
    for region in regions or (None,):
        for form in get_args(MatchForm):
            person, _ = person_of({key: text}, region=region, form=form)
            hashes += [digest for name in _named(person) for digest in getattr(person, name)]
    return hashes
