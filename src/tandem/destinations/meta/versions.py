"""Until when a version of Meta's API lives. Pure. The calendar is contracts/meta/versions.json."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tandem.kit import contracts

NOTICE = timedelta(days=90)
"""How long before its end a version is warned of."""


def warning(version: str, today: date) -> str | None:
    """What an operator should know of the pinned version, or None when there is nothing."""
    calendar: dict[str, Any] = contracts.load("meta/versions.json")
    if version not in calendar["expires"]:
        return f"{version} is not in this Tandem's calendar of versions; the newest it knows is {calendar['current']}"
    end = calendar["expires"][version]
    if end is None or date.fromisoformat(end) - today > NOTICE:
        return None
    verb = "expires" if today < date.fromisoformat(end) else "expired"
    return f"{version} {verb} on {end}: set api-version to {calendar['current']}"
