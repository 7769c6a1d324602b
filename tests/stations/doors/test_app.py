"""What all doors have in common: a head that is taken over once, an answer that is counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.by_hand import KINDS, Headers, Request, doors, requests
from tandem.doors.head import Head
from tandem.kit.signals import counted


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


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/e", "/e"),
        ("/v1/events", "/v1/events"),
        ("/t.js", "/t.js"),
        ("/t/shop.js", "/t"),
        ("/hooks/nobody", "/hooks"),
        ("/v26.0/123/events", "graph"),
        ("/ada@example.com", "other"),
        ("/v1/events/ada@example.com", "other"),
        ("*", "other"),
    ],
)
async def test_the_books_count_answers_by_the_names_of_doors(path: str, door: str, tmp_path: Path) -> None:
    """A path may be anything, also personal: it is in no metric."""
    request = Request(f"GET {path} HTTP/1.1\r\n\r\n".encode())
    before = answered()
    await doors(tmp_path).__rsgi__(request, request)  # type: ignore[arg-type]
    assert answered() - before == {(door, str(request.status)): 1}


def answered() -> Counter[tuple[str, str]]:
    rows = [each for each in counted() if each.signal == "doors.answered"]
    return Counter({(each.labels["door"], each.labels["status"]): each.count for each in rows})
