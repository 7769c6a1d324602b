"""Traces, where the settings ask for them: the only place that imports what the extra `otel` brings, and only then."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tandem
from tandem.app import paths
from tandem.app.sites import sites
from tandem.config.schema import BadSettings, Loaded
from tandem.config.telemetry import Collector
from tandem.journal.contract import Journal
from tandem.kit.clock import Clock
from tandem.ledger.news import Noted, Watcher
from tandem.ledger.reports.events import EventRow
from tandem.ledger.reports.snapshot import open_ledger

if TYPE_CHECKING:
    from tandem.traces.ids import Namer
    from tandem.traces.otlp import Otlp

KEY_BYTES = 32

MAKING_SECONDS, SENDING_SECONDS = 1.0, 2.0
"""How long spans may take to be made and to be sent when a process stops. The supervisor gives it ten in all."""

Close = Callable[[], Awaitable[None]]
"""What waits is made and sent, for some seconds."""

Linked = Callable[[str | None], Journal]
"""The journal for one request, by the request's `traceparent`."""


def check(loaded: Loaded) -> None:
    """Raises `BadSettings`: traces are wanted, and what makes them is not installed."""
    if loaded.collector is not None and not _is_installed():
        raise BadSettings(
            "[telemetry] names an endpoint, and OpenTelemetry is not installed: pip install 'tandem-gateway[otel]', or"
            " take the endpoint out."
        )


def traced(journal: Journal, loaded: Loaded, clock: Clock) -> tuple[Journal, Linked | None, Close]:
    """The acceptor's journal, watched where the settings say so. Raises `BadSettings`."""
    check(loaded)
    if loaded.collector is None:
        return journal, None, _nothing
    from tandem.traces.desk import Desk
    from tandem.traces.intake import TracedJournal, record

    namer, otlp = _namer(loaded.collector, loaded), _otlp(loaded.collector, "tandem-acceptor")
    desk = Desk(partial(record, namer=namer, tell=otlp.tell))
    watched = TracedJournal(journal, desk, clock)
    return watched, watched.linked, _closing(desk.close, lambda: None, otlp)


def watcher(loaded: Loaded) -> tuple[Watcher | None, Close]:
    """Who watches the worker's ledger, if anybody. Raises `BadSettings`."""
    check(loaded)
    if loaded.collector is None:
        return None, _nothing
    from tandem.traces.books import Books, Turn
    from tandem.traces.desk import Desk

    namer, otlp = _namer(loaded.collector, loaded), _otlp(loaded.collector, "tandem-worker")
    books = Books(partial(open_ledger, paths.ledger(loaded.data)), namer, _servers(loaded), otlp.tell)
    desk = Desk(books.record)

    def watch(noted: Sequence[Noted], done: datetime) -> None:
        turn = Turn(noted, done)
        desk.put(turn, turn.size)

    return watch, _closing(desk.close, books.close, otlp)


def told_of(event: EventRow, loaded: Loaded) -> str:
    """Under which trace the event is found, for `tandem trace`; nothing where none are kept. Raises `BadSettings`."""
    if loaded.collector is None:
        return ""
    namer = _namer(loaded.collector, loaded)
    trace = namer.of_event(event.site, event.event_name, event.event_id)
    return f"OpenTelemetry trace {trace:032x}{'' if namer.keeps(trace) else ', which is not in the share'}"


def _is_installed() -> bool:
    try:
        return all(find_spec(f"opentelemetry.{part}") for part in ("sdk", "exporter.otlp.proto.http"))
    except ModuleNotFoundError:
        return False


async def _nothing() -> None:
    pass


def _closing(desk: Callable[[float], bool], books: Callable[[], None], otlp: Otlp) -> Close:
    def close() -> None:
        if desk(MAKING_SECONDS):
            books()
        otlp.close(SENDING_SECONDS)

    return partial(asyncio.to_thread, close)


def _otlp(collector: Collector, service: str) -> Otlp:
    from tandem.traces.otlp import Otlp

    headers = {name: secret.reveal() for name, secret in collector.headers.items()}
    return Otlp(collector.url, headers, service, tandem.__version__)


def _servers(loaded: Loaded) -> dict[str, tuple[str, int]]:
    """Host and port of each destination."""
    servers = {}
    for meta in (meta for site in loaded.settings.site for meta in site.meta):
        where = urlsplit(meta.endpoint)
        servers[meta.destination] = (where.hostname or "", where.port or (443 if where.scheme == "https" else 80))
    return servers


def _namer(collector: Collector, loaded: Loaded) -> Namer:
    from tandem.traces.ids import Namer

    known = frozenset(name for site in sites(loaded).values() for name, _ in site.dictionary.items())
    return Namer(trace_key(loaded.data), collector.share, known)


def trace_key(data: Path) -> bytes:
    """The gateway's own, made by whichever process asks first. Raises `BadSettings` when its file is damaged."""
    path = paths.trace_key(data)
    if not path.exists():
        _make_key(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSettings(f"{path} is damaged. Remove it: a new one is made, and traces get other ids from then on.")
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all, and of two processes that make one at once, the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
