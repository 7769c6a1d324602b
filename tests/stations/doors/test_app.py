"""The head of a request is taken over once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.by_hand import KINDS, Headers, Request, doors, requests
from tandem.doors.head import Head


class Counting(Request):
    """Counts how often its header lines are asked for: granian copies all of them each time."""

    def __init__(self, whole: bytes) -> None:
        super().__init__(whole)
        self.asked: Counter[str] = Counter()

    @property
    def headers(self) -> Headers:
        self.asked["headers"] += 1
        return super().headers


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_comes_the_header_lines_are_copied_once(kind: str, tmp_path: Path) -> None:
    """A post of the tag asks for a dozen of them."""
    request = Counting(KINDS[kind][0]())
    await doors(tmp_path).__rsgi__(request, request)  # type: ignore[arg-type]
    assert request.asked == {"headers": 1}


def test_a_head_tells_what_its_request_tells() -> None:
    """All that a door may ask for."""
    (request,) = requests("tag, one event", 1)
    head = Head(request)  # type: ignore[arg-type]
    assert (head.method, head.path, head.client, head.query_string) == ("POST", "/e", "127.0.0.1", "")
    assert head.headers.get("origin") == "https://shop.example"
