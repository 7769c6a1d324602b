"""What is counted in instructions is a request that is taken."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.by_hand import KINDS, doors, post, requests


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_is_brought_by_hand_is_taken_as_one_from_the_network(kind: str, tmp_path: Path) -> None:
    """Every kind twice, each with ids of its own; nothing is counted that ends in a refusal."""
    posted = requests(kind, 2)
    asyncio.run(post(doors(tmp_path), posted))
    assert [request.status for request in posted] == [202, 202]
