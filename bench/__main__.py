"""
Every figure in one run, with the peers beside: bench/out/latest.json.

    python -m bench [--quick] [--json] [--seconds N] [--rows N] [--only NAME …]

`--quick` takes some two minutes and smaller counts. `--seconds 600` is how long accepting and delivering go together.
`--rows 10000000` also grows a journal so long. A part that cannot be measured says why, and the others are measured all
the same. Ends with 1 when a part failed, or its figures may not be believed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import Progress

from bench import promised, report
from bench.machine import Machine
from bench.plan import QUICK, WHOLE, Plan
from bench.sections import Section, sections


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """`found` holds each part's figures by its name, `failed` why a part could not be measured."""

    made_at: datetime
    mode: str
    machine: Machine
    load: float
    found: dict[str, Any]
    failed: dict[str, str]
    promises: list[promised.Promise]


def run(plan: Plan, folder: Path, only: Sequence[str] = (), *, quiet: bool = False) -> tuple[Whole, dict[str, str]]:
    """The figures, and what each part says of them in words."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [each for each in sections(plan) if not only or each.name in only]
    found: dict[str, Any] = {}
    failed: dict[str, str] = {}
    told: dict[str, str] = {}
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("measuring", total=len(wanted))
        for section in wanted:
            bar.update(task, description=section.title)
            _measure(section, plan, folder, found, failed, told)
            bar.advance(task)
    return _whole(plan, folder, found, failed), told


def _measure(
    section: Section, plan: Plan, folder: Path, found: dict[str, Any], failed: dict[str, str], told: dict[str, str]
) -> None:
    try:
        figures = section.measure(plan, folder)
        told[section.name] = section.told(figures)
        found[section.name] = msgspec.to_builtins(figures, str_keys=True)
    except Exception as problem:  # noqa: BLE001 - told, and the other parts are measured
        failed[section.name] = f"{type(problem).__name__}: {problem}"
        told[section.name] = f"{section.title}: not measured: {failed[section.name]}"


def _whole(plan: Plan, folder: Path, found: dict[str, Any], failed: dict[str, str]) -> Whole:
    return Whole(
        made_at=datetime.now(UTC),
        mode=plan.mode,
        machine=Machine.here(folder),
        load=os.getloadavg()[0],
        found=found,
        failed=failed,
        promises=promised.promises(found),
    )


def sound(whole: Whole) -> bool:
    """Nothing failed, and nothing that was acknowledged is missing."""
    books = whole.found.get("accept", {}).get("journal")
    flow = whole.found.get("gateway", {}).get("sustained")
    closed = whole.found.get("closing", {}).values()
    return not (
        whole.failed
        or (books and books["rows"] < books["acked"])
        or (flow and flow["delivered"] < flow["accepted"])
        or any(each["acknowledged_and_missing"] for each in closed)
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller counts: some two minutes")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--seconds", type=float, help="how long accepting and delivering go together")
    parser.add_argument("--rows", type=int, default=0, help="how long a journal is grown")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="these parts alone")
    parser.add_argument("--folder", type=Path, default=report.OUT, help="where files lie meanwhile, and latest.json")
    told = parser.parse_args(arguments)
    plan = QUICK if told.quick else WHOLE
    seconds = plan.sustained_seconds if told.seconds is None else told.seconds
    plan = msgspec.structs.replace(plan, sustained_seconds=seconds, growth_rows=told.rows)
    whole, words = run(plan, told.folder, told.only, quiet=told.json)
    formatted = msgspec.json.format(msgspec.json.encode(whole), indent=2)
    (told.folder / "latest.json").write_bytes(formatted + b"\n")
    if told.json:
        print(formatted.decode())
    else:
        print("\n\n".join([*words.values(), promised.as_text(whole.promises)]))
    return 0 if sound(whole) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
