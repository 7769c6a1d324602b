"""Structured logs on standard error: for people on a terminal, JSON lines elsewhere. No event's values, no secrets."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from tandem.kit.redact import redacted


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
    return {key: redacted(value) for key, value in line.items()}
