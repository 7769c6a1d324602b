"""Whatever happens to it, the gateway keeps its promises; and torture would notice if it did not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from torture.planted import BUGS, hunt
from torture.run import torture

pytestmark = pytest.mark.slow


@pytest.mark.timeout(300)
async def test_a_very_bad_day_costs_no_acknowledged_event_and_doubles_none(tmp_path: Path) -> None:
    """A seed of its own each time; it stands in the message of a failure."""
    seed = random.SystemRandom().randrange(1_000_000)
    found = await torture(seed, 12, tmp_path / "run")
    assert found.crimes == (), f"seed {seed}"
    assert found.by_state["delivered"] > 0
    assert found.acknowledged == sum(found.by_state.values())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", BUGS)
async def test_a_planted_bug_is_caught(name: str) -> None:
    """Within a few seeds, by the crime that it is."""
    caught = await hunt(BUGS[name], range(1, 10), seconds=6)
    assert caught is not None
