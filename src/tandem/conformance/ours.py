"""This installation's own identity station, called directly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import tandem
from tandem.conformance.answer import Answer, Broken, Dropped, Sent
from tandem.conformance.implementation import About
from tandem.conformance.vectors import Vector
from tandem.identity.person import person_of


class Ours:
    """Tandem, judged like everyone else."""

    name = "tandem"

    def about(self) -> About:
        return About(tandem.__version__)

    def answers(self, vectors: Sequence[Vector]) -> Iterator[Answer]:
        return map(_answer, vectors)


def _answer(vector: Vector) -> Answer:
    country = {"country": vector.country} if vector.country else {}
    try:
        person, _ = person_of({vector.field: vector.input, **country}, region=vector.region)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it would have cost the event
        return Broken(f"raised {type(problem).__name__}")
    found: tuple[str, ...] = getattr(person, vector.key)
    return Sent(found[0]) if found else Dropped()
