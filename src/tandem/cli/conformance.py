"""`tandem conformance`: who gets Meta's match keys right?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from tandem.kit.secret import SecretMissing

if TYPE_CHECKING:
    from tandem.conformance.invitation import Invitation
    from tandem.conformance.scoreboard import Standing
    from tandem.conformance.vectors import Vector

Names = Annotated[tuple[str, ...], Parameter(negative=())]


def conformance(
    *,
    only: Names = (),
    vector: Names = (),
    python: str | None = None,
    node_modules: Path | None = None,
    command: str | None = None,
    url: str | None = None,
    key: str | None = None,
    emulator_port: int = 8001,
    patience: float = 5.0,
    live: bool = False,
    failures: int = 3,
    json: bool = False,
) -> None:
    """
    Ask Tandem, Meta's own libraries and, if you like, your own sender how they normalise and hash each match key.

    Every vector has a source that is not this program. The exit code is 1 when Tandem or your own sender fails one.

    Parameters
    ----------
    only
        Ask this implementation alone; may be given several times.
    vector
        Put this vector alone, by its id; may be given several times, also as a pattern of the shell.
    python
        The interpreter in which the Python packages are looked up. Left out: the one that runs this.
    node_modules
        The folder into which npm installed the Node packages.
    command
        A program of your own that answers line by line: see docs/conformance.md.
    url
        An endpoint that takes events over HTTP and sends them to Meta: see docs/conformance.md.
    key
        The bearer key of that endpoint, as env:NAME or file:PATH.
    emulator_port
        Where the emulator of Meta listens to which that endpoint must send; 0 takes a free one.
    patience
        Seconds without any arrival after which nothing more is expected of an endpoint.
    live
        Start a Tandem on free ports and ask it over HTTP too.
    failures
        How many failing vectors of each implementation to show.
    json
        Write everything as JSON.
    """
    from tandem.conformance.gateway import NotUp
    from tandem.conformance.invitation import OURS, CannotAsk, Invitation

    invitation = Invitation(
        only=only, python=python or sys.executable, node_modules=node_modules, command=command, url=url, key=key,
        emulator_port=emulator_port, patience=patience, live=live,
    )  # fmt: skip
    try:
        standings, chosen = _ask_all(invitation, vector, quiet=json)
    except (CannotAsk, NotUp, SecretMissing) as problem:
        sys.exit(f"tandem: {problem}")
    _tell(standings, chosen, examples=failures, json=json)
    sys.exit(any(standing.implementation in OURS and not standing.sound for standing in standings))


def _ask_all(invitation: Invitation, patterns: Sequence[str], *, quiet: bool) -> tuple[list[Standing], list[Vector]]:
    from tandem.conformance.invitation import CannotAsk, again, invited
    from tandem.conformance.scoreboard import ask
    from tandem.conformance.vectors import vectors

    chosen = vectors(*patterns)
    if not chosen:
        raise CannotAsk("no vector has that id: `tandem conformance --only tandem --json` counts them")
    reproduce = again(invitation)
    with invited(invitation) as everyone, _progress(len(chosen) * len(everyone), quiet=quiet) as tick:
        return [ask(each, chosen, reproduce=reproduce, tick=tick, live=not patterns) for each in everyone], chosen


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[], object]]:
    """A bar on a terminal; silence in a file or a pipe."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("asking", total=total)
        yield lambda: progress.advance(task)


def _tell(standings: Sequence[Standing], chosen: Sequence[Vector], *, examples: int, json: bool) -> None:
    if json:
        import msgspec

        report = {"vectors": len(chosen), "implementations": standings}
        print(msgspec.json.format(msgspec.json.encode(report)).decode())
        return
    from rich.console import Console

    from tandem.conformance.printed import show

    show(Console(highlight=False), standings, chosen, examples=examples)
