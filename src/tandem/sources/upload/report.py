"""What became of each row, as a CSV file beside the uploaded one. It names rows, fields and cures, never a value."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec

from tandem.event.errors import Refusal
from tandem.event.person import Unusable

Status = Literal["ready", "accepted", "refused", "before", "repeated"]
"""`ready`: a dry run would send it. `before`: an earlier upload brought it. `repeated`: an earlier row has its id."""

HEAD = ("row", "status", "field", "problem", "cure", "mark")
LISTED = 1_000


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with a row. An accepted one lives without the field."""

    row: int
    status: Status
    field: str
    problem: str
    cure: str


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The whole upload. `problems` are the first thousand; the file has all."""

    rows: int
    counts: dict[Status, int]
    causes: dict[str, int]
    """How often each problem occurs, by field and words."""
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> int:
        return self.counts.get("refused", 0)


class Report:
    """Written as the upload goes on, so that one that was broken off can go on where it was."""

    def __init__(self, path: Path) -> None:
        self._partial = path.with_name(f"{path.name}.part")
        self._path = path
        self._counts: Counter[Status] = Counter()
        self._causes: Counter[str] = Counter()
        self._problems: list[Problem] = []

    def __enter__(self) -> Self:
        self._file = self._partial.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(HEAD)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is None:
            self._partial.replace(self._path)

    def note(self, row: int, status: Status, mark: str, problems: Iterable[Refusal | Unusable] = ()) -> None:
        """One line for each problem; one without any if there is none."""
        self._counts[status] += 1
        lines = [_problem(row, status, each) for each in problems]
        for line in lines:
            self._csv.writerow((row, status, line.field, line.problem, line.cure, mark))
            self._causes[f"{line.field} {line.problem}"] += 1
        if not lines:
            self._csv.writerow((row, status, "", "", "", mark))
        self._problems += lines[: max(0, LISTED - len(self._problems))]

    def flush(self) -> None:
        """What was noted survives the end of this program."""
        self._file.flush()

    def summary(self) -> Summary:
        return Summary(
            rows=self._counts.total(),
            counts=dict(self._counts),
            causes=dict(self._causes.most_common()),
            problems=tuple(self._problems),
        )


def _problem(row: int, status: Status, each: Refusal | Unusable) -> Problem:
    field = each.field if isinstance(each, Refusal) else f"user_data.{each.key}"
    return Problem(row, status, field, each.problem, each.cure)


def brought_before(path: Path) -> set[str]:
    """The marks of rows that earlier uploads of this file have brought, a broken one's too."""
    return {mark for each in (path, path.with_name(f"{path.name}.part")) if each.is_file() for mark in _brought(each)}


def _brought(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["status"] in ("accepted", "before") and line["mark"]:
                yield line["mark"]
