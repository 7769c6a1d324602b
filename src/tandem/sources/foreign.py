"""What shops and payment providers write, made ours: a moment, an amount, an address, a click, an id of a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tandem.event import money
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.clock import to_millis


def moment(text: str, field: str) -> datetime:
    """An ISO 8601 date and time; without an offset it is UTC. Raises `Refused`."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        cure = "Look at what the source sent: a date and time as 2026-11-22T12:00:00Z is expected."
        raise Refused(Reason.INVALID_FIELD, field, "is no date and time", cure) from None


def amount(given: object, field: str) -> Decimal | None:
    """Exact, in the major unit; None for what was not told. Raises `Refused`."""
    return None if given in (None, "") else money.value(given, field)


def magnitude(given: object, field: str) -> Decimal:
    """The same, for sources that write a refund as a negative number."""
    return money.value(str(given).strip().removeprefix("-"), field)


def told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What of it was told: empty values are none."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def origin(url: str | None) -> str | None:
    """The shop's address, without the path: shops write keys of orders into paths."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.hostname}/" if parts.scheme in ("http", "https") and parts.hostname else None


def click(landing: str | None, seen_at: datetime) -> str | None:
    """The `fbc` of a landing page that carried Meta's click id, which the shop first saw at `seen_at`."""
    ids = parse_qs(urlsplit(landing or "").query).get("fbclid")
    return f"fb.1.{to_millis(seen_at)}.{ids[0]}" if ids else None


def digest_id(body: bytes) -> str:
    """The id of a message whose source gives none: the same bytes are the same message."""
    return f"sha256:{sha256(body).hexdigest()}"
