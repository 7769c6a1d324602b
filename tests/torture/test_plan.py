"""A seed is a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from torture.plan import DRAWS, plan
from torture.planted import BUGS, plant


def test_the_same_seed_is_the_same_plan() -> None:
    """And another seed is another one."""
    assert plan(7, 60) == plan(7, 60)
    assert plan(7, 60) != plan(8, 60)


def test_whatever_is_begun_is_ended() -> None:
    """A disk that is filled is freed again, a token that is revoked is restored."""
    for seed in range(50):
        whats = [step.what for step in plan(seed, 60)]
        assert whats.count("fill") == whats.count("free")
        assert whats.count("revoke") == whats.count("restore")


def test_every_kind_of_trouble_is_drawn() -> None:
    """Ten minutes bring all of them."""
    whats = {step.what for step in plan(1, 600)}
    assert whats == {"kill", "pause", "fault", "revoke", "restore", "fill", "free", "step"}
    assert len(DRAWS) == 8


@pytest.mark.parametrize("name", BUGS)
def test_the_place_where_a_bug_is_planted_is_still_there(name: str, tmp_path: Path) -> None:
    """Whoever changes that line plants the bug anew."""
    assert plant(BUGS[name], tmp_path).is_dir()
