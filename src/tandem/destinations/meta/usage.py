"""
How much of its allowance a caller has used, as the headers of Meta's answers tell. Pure.

Source: developers.facebook.com/docs/graph-api/overview/rate-limiting (X-App-Usage, X-Business-Use-Case-Usage) and the
Marketing API's page of the same name (X-Ad-Account-Usage; there the second one is called X-Business-Use-Case).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import msgspec

from tandem.destinations.contract import Usage

_SHARES = ("call_count", "total_cputime", "total_time", "acc_id_util_pct")
_HEADERS = ("x-app-usage", "x-ad-account-usage", "x-business-use-case-usage", "x-business-use-case")

LONGEST_REGAIN = timedelta(hours=1)
"""A longer wait is asked about again after an hour: events grow old meanwhile."""


def usage(headers: Mapping[str, str]) -> Usage:
    """The highest share that any of them tells, and the longest wait. What cannot be read says nothing."""
    told = [block for name in _HEADERS for block in _blocks(headers.get(name, ""))]
    shares = [share for block in told for name in _SHARES if (share := _number(block.get(name))) is not None]
    waits = [wait for block in told if (wait := _wait(block))]
    return Usage(min(round(max(shares, default=0)), 1_000), max(waits, default=None))


def _wait(block: Mapping[str, Any]) -> timedelta | None:
    """`estimated_time_to_regain_access` is in minutes, `reset_time_duration` in seconds."""
    minutes = _number(block.get("estimated_time_to_regain_access")) or 0
    seconds = _number(block.get("reset_time_duration")) or 0
    spent = (_number(block.get("acc_id_util_pct")) or 0) >= 100
    wait = timedelta(seconds=max(minutes * 60, seconds if spent else 0))
    return min(wait, LONGEST_REGAIN) or None


def _number(value: object) -> float | None:
    return float(min(value, 1e6)) if isinstance(value, int | float) and value > 0 else None


def _blocks(header: str) -> Iterator[Mapping[str, Any]]:
    """The header's own object, and every object in the lists that stand in it, one per account."""
    try:
        told = msgspec.json.decode(header)
    except (msgspec.DecodeError, RecursionError):  # the latter: one list in another, a thousand times
        return
    if not isinstance(told, dict):
        return
    yield told
    for accounts in told.values():
        if isinstance(accounts, list):
            yield from (block for block in accounts if isinstance(block, dict))
