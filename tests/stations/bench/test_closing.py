"""Tabs that are closed in the middle of a checkout, a few of them; `make bench` closes more."""

from __future__ import annotations

import asyncio

import pytest

from bench.closing import measure

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_no_acknowledged_purchase_is_missing_after_tabs_were_closed_at_random_moments() -> None:
    """Read from the journal of an acceptor that died by `kill -9`; each visit is accounted for."""
    found = asyncio.run(measure(times=8, seed=7))

    assert set(found) == {"without a queue", "with [site.tag.queue]"}
    for closed in found.values():
        assert closed.visits == 8
        assert closed.acknowledged_and_missing == 0
        assert 0 <= closed.lost <= closed.visits - closed.acknowledged
    assert sum(closed.acknowledged for closed in found.values()) > 0
