"""From page to page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from tandem.kit.wire import Answer

PAGE = 50
"""Orders asked for at a time: half a megabyte."""

_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')


def following(answer: Answer, url: str) -> str | None:
    """The address in the header `Link` (RFC 8288), where it is at the source's own: the token goes nowhere else."""
    found = _NEXT.search(answer.headers.get("link", ""))
    return found[1] if found is not None and is_at(found[1], url) else None


def is_at(address: str, url: str) -> bool:
    """Whether an address that the source named has the scheme and host that the operator named."""
    return urlsplit(address)[:2] == urlsplit(url)[:2]


def utc(moment: datetime) -> str:
    """As shops take moments: 2026-11-22T09:30:00, without a zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
