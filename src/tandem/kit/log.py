"""Structured logs on standard error: for people on a terminal, JSON lines elsewhere. No event's values, no secrets."""

from __future__ import annotations

import logging
import os
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_EMAIL = re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+\.\w+")
_LONG_TOKEN = re.compile(r"\b[A-Za-z0-9_-]{40,}\b")


def configure(process: str) -> None:
    """Call once per process; `process` (acceptor, worker…) stands in every line."""
    pretty = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer(pad_event_to=24) if pretty else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(os.environ.get("TANDEM_LOG", "info")),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.clear_contextvars()
    logging.basicConfig(level=logging.WARNING, format=f"%(levelname)s {process} %(name)s %(message)s", force=True)


def redact(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """The last net: what looks like an address or a token does not reach the log, wherever it came from."""
    return {key: redact_text(value) if isinstance(value, str) else value for key, value in line.items()}


def redact_text(text: str) -> str:
    return _LONG_TOKEN.sub("[token]", _EMAIL.sub("[email]", text))
