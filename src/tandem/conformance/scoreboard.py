"""Everyone is asked everything, and the score is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import msgspec

from tandem.conformance.answer import Answer, Broken, Sent, Skipped
from tandem.conformance.endpoint import Endpoint
from tandem.conformance.implementation import Implementation
from tandem.conformance.live import Check, checks
from tandem.conformance.vectors import Vector
from tandem.conformance.verdict import FAILURES, Verdict, judge


class Tally(msgspec.Struct, frozen=True):
    """How many vectors came out how."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One vector that failed: what was asked, what its source documents, what came, and how to see it again."""

    vector: str
    key: str
    input: str
    region: str | None
    country: str | None
    normal: str | None
    sha256: str | None
    got: str | None
    verdict: Verdict
    source: str
    reproduce: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one implementation did. `missing` says why it was not asked at all."""

    implementation: str
    version: str = ""
    missing: str | None = None
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    keys: dict[str, Tally] = {}
    verdicts: dict[str, int] = {}
    skipped_because: dict[str, int] = {}
    failures: tuple[Failure, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def sound(self) -> bool:
        """It could be asked, and nothing failed."""
        return not (self.missing or self.failed or any(not check.passed for check in self.checks))


Asked = tuple[Vector, Answer, Verdict]


def ask(
    implementation: Implementation,
    vectors: Sequence[Vector],
    *,
    reproduce: Callable[[str, str], str],
    tick: Callable[[], object] = lambda: None,
    live: bool = True,
) -> Standing:
    """
    Put every vector to one implementation; an endpoint is checked live as well. `reproduce` makes a command of the
    names of an implementation and a vector. `tick` is called once for each vector.
    """
    about = implementation.about()
    if about.missing:
        for _ in vectors:
            tick()
        return _absent(implementation.name, about.missing, len(vectors))
    asked: list[Asked] = []
    for vector, answer in zip(vectors, implementation.answers(vectors), strict=True):
        asked.append((vector, answer, judge(vector, answer)))
        tick()
    kept = tuple(checks(implementation.stage)) if live and isinstance(implementation, Endpoint) else ()
    return _standing(implementation.name, about.version, asked, kept, partial(reproduce, implementation.name))


def _absent(name: str, missing: str, vectors: int) -> Standing:
    return Standing(implementation=name, missing=missing, skipped=vectors, skipped_because={missing: vectors})


def _standing(
    name: str, version: str, asked: Sequence[Asked], kept: tuple[Check, ...], command: Callable[[str], str]
) -> Standing:
    total = tally(verdict for _, _, verdict in asked)
    by_key = {vector.key: None for vector, _, _ in asked}
    return Standing(
        implementation=name,
        version=version,
        passed=total.passed,
        failed=total.failed,
        skipped=total.skipped,
        keys={key: tally(verdict for vector, _, verdict in asked if vector.key == key) for key in by_key},
        verdicts=dict(Counter(str(verdict) for _, _, verdict in asked)),
        skipped_because=dict(Counter(answer.reason for _, answer, _ in asked if isinstance(answer, Skipped))),
        failures=tuple(_failure(*one, command) for one in asked if one[2] in FAILURES),
        checks=kept,
    )


def tally(verdicts: Iterable[Verdict]) -> Tally:
    found = Counter(verdicts)
    failed = sum(found[verdict] for verdict in FAILURES)
    return Tally(found[Verdict.PASSED], failed, found[Verdict.SKIPPED])


def _failure(vector: Vector, answer: Answer, verdict: Verdict, command: Callable[[str], str]) -> Failure:
    return Failure(
        vector=vector.id,
        key=vector.key,
        input=vector.input,
        region=vector.region,
        country=vector.country,
        normal=vector.normal,
        sha256=vector.sha256,
        got=_got(answer),
        verdict=verdict,
        source=vector.source,
        reproduce=command(vector.id),
    )


def _got(answer: Answer) -> str | None:
    """What would be sent; None for nothing; for a lost event, how it was lost."""
    match answer:
        case Sent(value):
            return value
        case Broken(how):
            return f"({how})"
        case _:
            return None
