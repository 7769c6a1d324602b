"""The score on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tandem.conformance.scoreboard import Failure, Standing, Tally
from tandem.conformance.vectors import Vector
from tandem.conformance.verdict import FAILURES, Verdict

MEANING = {
    Verdict.WRONG: "another hash than documented",
    Verdict.UNFIT: "sent, though it must not be",
    Verdict.MISSING: "not sent, though it is good",
    Verdict.CLEAR: "sent readable",
    Verdict.BROKEN: "the event is lost",
}


def show(console: Console, standings: Sequence[Standing], vectors: Sequence[Vector], *, examples: int) -> None:
    """The whole report: the table, why some were not asked, what was checked live, and some failures of each."""
    present = [standing for standing in standings if not standing.missing]
    table = [_table(present, vectors)] if present else []
    for part in (*_names(present), *table, *_absent(standings), *_live(present), *_failures(present, examples)):
        console.print(part, soft_wrap=isinstance(part, Group))


def _table(present: Sequence[Standing], vectors: Sequence[Vector]) -> Table:
    table = Table(title=f"{len(vectors)} vectors: passed / asked", title_justify="left", header_style="bold")
    table.add_column("", no_wrap=True)
    for number, standing in enumerate(present, start=1):
        table.add_column(f"{number}" if len(present) > 1 else _called(standing), justify="right", no_wrap=True)
    for key in dict.fromkeys(vector.key for vector in vectors):
        table.add_row(key, *(_score(standing.keys.get(key, Tally())) for standing in present))
    table.add_section()
    table.add_row("all", *(_score(Tally(one.passed, one.failed, one.skipped)) for one in present), style="bold")
    table.add_section()
    for verdict in FAILURES:
        table.add_row(MEANING[verdict], *(str(standing.verdicts.get(verdict, "")) for standing in present))
    table.add_row("not asked", *(str(standing.skipped or "") for standing in present), style="dim")
    return table


def _names(present: Sequence[Standing]) -> Iterator[RenderableType]:
    """Long names stand above the table, so that it keeps to the width of a terminal."""
    if len(present) > 1:
        for number, standing in enumerate(present, start=1):
            yield Text(f"{number}  {_called(standing)}", "bold")


def _called(standing: Standing) -> str:
    return f"{standing.implementation} {standing.version}".rstrip()


def _score(tally: Tally) -> Text:
    asked = tally.passed + tally.failed
    if not asked:
        return Text("–", style="dim")
    return Text(f"{tally.passed} / {asked}", style="green" if not tally.failed else "red")


def _absent(standings: Sequence[Standing]) -> Iterator[RenderableType]:
    reasons: dict[str, list[str]] = {}
    for standing in standings:
        for reason, count in standing.skipped_because.items():
            reasons.setdefault(f"{count} not asked: {reason}", []).append(standing.implementation)
    for reason, names in reasons.items():
        yield Text(f"{reason} ({', '.join(names)})", style="dim")


def _live(present: Sequence[Standing]) -> Iterator[RenderableType]:
    for standing in present:
        if standing.checks:
            yield Text(f"\n{standing.implementation}, live", style="bold")
        for check in standing.checks:
            mark = Text("  kept    ", "green") if check.passed else Text("  broken  ", "red")
            yield mark + Text(check.promise + (f" Seen: {check.found}." if check.found else ""))


def _failures(present: Sequence[Standing], examples: int) -> Iterator[RenderableType]:
    """The first of each kind, so that few examples show much."""
    for standing in present:
        for failure in _chosen(standing.failures, examples):
            yield _failure(standing.implementation, failure)
        if standing.failed > examples:
            more = standing.failed - examples
            yield Text(f"\n{standing.implementation}: {more} more, see --failures N or --json", "dim")


def _chosen(failures: Sequence[Failure], examples: int) -> list[Failure]:
    firsts = {(failure.key, failure.verdict): failure for failure in reversed(failures)}
    varied = sorted(firsts.values(), key=failures.index)
    others = [failure for failure in failures if failure not in varied]
    return [*varied, *others][:examples]


def _failure(implementation: str, failure: Failure) -> RenderableType:
    where = "".join(f", {name} {place}" for name in ("region", "country") if (place := getattr(failure, name)))
    return Group(
        Text(f"\n{implementation} {failure.vector}: {MEANING[failure.verdict]}", "bold"),
        Text(f"  {failure.key} {failure.input!r}{where}"),
        Text(f"  documented  {_expected(failure)}"),
        Text(f"  got         {failure.got or '(nothing)'}"),
        Text(f"  source      {failure.source}", "dim"),
        Text(f"  again       {failure.reproduce}", "dim"),
    )


def _expected(failure: Failure) -> str:
    return f"{failure.normal!r}, hashed {failure.sha256}" if failure.sha256 else "nothing: it must not be sent"
