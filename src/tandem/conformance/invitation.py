"""Who is asked: put together from what the operator wants to see, and kept running while it is asked."""

from __future__ import annotations

import secrets
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tandem.conformance.endpoint import Endpoint
from tandem.conformance.gateway import running_gateway
from tandem.conformance.implementation import Implementation
from tandem.conformance.ours import Ours
from tandem.conformance.peers import NODE, PYTHON, peers
from tandem.conformance.program import Program
from tandem.conformance.stage import Stage, forgiving
from tandem.emulator.testing import MetaEmulator
from tandem.kit.secret import resolve

OURS = ("tandem", "tandem-live", "endpoint", "command")
"""Whose failures are a failure of the command: ours, and those of what the operator put to the test."""


class CannotAsk(ValueError):
    """The arguments name what there is not, or ask for what cannot be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the operator wants to see."""

    only: tuple[str, ...]
    python: str
    node_modules: Path | None
    command: str | None
    url: str | None
    key: str | None
    emulator_port: int
    patience: float
    live: bool

    def wants(self, name: str) -> bool:
        return not self.only or name in self.only


@contextmanager
def invited(invitation: Invitation) -> Iterator[list[Implementation]]:
    """Those that are wanted, and running where they must run."""
    everyone: list[Implementation] = [Ours(), *peers(invitation.python, invitation.node_modules)]
    if invitation.command:
        everyone.append(Program("command", shlex.split(invitation.command)))
    running = {"tandem-live": _live if invitation.live else None, "endpoint": _endpoint if invitation.url else None}
    served = {name: serve for name, serve in running.items() if serve}
    _check_names(invitation.only, [*(each.name for each in everyone), *served])
    with ExitStack() as stack:
        wanted = [each for each in everyone if invitation.wants(each.name)]
        names = [name for name in served if invitation.wants(name)]
        yield [*wanted, *(Endpoint(name, stack.enter_context(served[name](invitation))) for name in names)]


def _check_names(wanted: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [name for name in wanted if name not in known]:
        raise CannotAsk(f"--only {unknown[0]}: there is {', '.join(known)}")


@contextmanager
def _live(invitation: Invitation) -> Iterator[Stage]:
    with (
        TemporaryDirectory(prefix="tandem-conformance-") as folder,
        MetaEmulator.running(rules=forgiving()) as meta,
        running_gateway(Path(folder), meta.url) as (url, key),
    ):
        yield Stage(url, meta, run=_run(), headers=_bearer(key), patience=invitation.patience)


@contextmanager
def _endpoint(invitation: Invitation) -> Iterator[Stage]:
    headers = _bearer(_revealed(invitation.key)) if invitation.key else {}
    with ExitStack() as running:
        try:
            meta = running.enter_context(MetaEmulator.running(port=invitation.emulator_port, rules=forgiving()))
        except OSError:
            raise CannotAsk(f"port {invitation.emulator_port} is taken: choose another with --emulator-port") from None
        print(f"The endpoint must send to {meta.url} in the place of graph.facebook.com.", file=sys.stderr)
        yield Stage(str(invitation.url), meta, run=_run(), headers=headers, patience=invitation.patience)


def _revealed(reference: str) -> str:
    if not reference.startswith(("env:", "file:")):
        raise CannotAsk("--key takes env:NAME or file:PATH, for everyone on a machine can read its command lines")
    return resolve(reference, folder=Path()).reveal()


def _run() -> str:
    """Makes the ids of one run its own: ten digits in base 36."""
    return "".join(secrets.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _ in range(10))


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def again(invitation: Invitation) -> Callable[[str, str], str]:
    """The command that puts one vector to one implementation again, with no more arguments than that takes."""
    python = () if invitation.python == sys.executable else ("--python", invitation.python)
    endpoint = {"--url": invitation.url, "--key": invitation.key, "--emulator-port": invitation.emulator_port}
    more: dict[str, Iterable[object]] = {
        **dict.fromkeys(PYTHON, python),
        **dict.fromkeys(NODE, ("--node-modules", invitation.node_modules)),
        "command": ("--command", invitation.command),
        "endpoint": [word for name, value in endpoint.items() if value is not None for word in (name, value)],
        "tandem-live": ("--live",),
    }

    def command(name: str, vector: str) -> str:
        words = ["tandem", "conformance", "--only", name, "--vector", vector, *more.get(name, ())]
        return shlex.join(map(str, words))

    return command
