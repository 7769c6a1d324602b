"""Structured logs on standard error: for people on a terminal, JSON lines elsewhere. No event's values, no secrets."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_EMAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.\w+")
_LONG_TOKEN = re.compile(r"\b[A-Za-z0-9_-]{40,}\b")


def configure(process: str) -> None:
    """Call once per process; `process` (acceptor, worker…) stands in every line."""
    pretty = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer(pad_event_to=24) if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _named(process),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(os.environ.get("TANDEM_LOG", "info")),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, Unfailing(sys.stderr))),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.clear_contextvars()
    logging.basicConfig(level=logging.WARNING, format=f"%(levelname)s {process} %(name)s %(message)s", force=True)


class Unfailing:
    """A stream whose lines may be lost: on a full disk the work goes on, though nobody can be told."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()


def _named(process: str) -> Processor:
    def name(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
        return {"process": process, **line}

    return name


def redact(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The last net: what looks like an address or a token does not reach the log, wherever it came from."""
    return {key: _redacted(value) for key, value in line.items()}


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, Mapping):
        return {redact_text(str(key)): _redacted(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float) else redact_text(str(value))


def redact_text(text: str) -> str:
    return _LONG_TOKEN.sub("[token]", _EMAIL.sub("[email]", text))
