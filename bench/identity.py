"""
What it costs to know who an event is about: µs per event, beside eight bare SHA-256 in the same run.

    .venv/bin/python bench/identity.py
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from time import perf_counter

from tandem.identity.person import person_of
from tandem.identity.scrub import clean_data, clean_url

ROUNDS, REPEATS = 2_000, 7

EIGHT_FIELDS = {
    "em": " Ada.Lovelace@Example.com ",
    "fn": "Ada",
    "ln": "Lovelace-King",
    "ct": "San Francisco",
    "st": "California",
    "zp": "94035-1234",
    "country": "US",
    "external_id": "customer-4711",
}
URL = "https://shop.example/p/42?utm_source=facebook&utm_medium=cpc&utm_campaign=spring%20sale&fbclid=IwAR0abcdefghijklmnop"
CUSTOM_DATA = {
    "value": 49.9,
    "currency": "EUR",
    "order_id": "10042",
    "content_type": "product",
    "contents": [{"id": "sku-1", "quantity": 2, "item_price": 24.95}],
}
WORK: dict[str, Callable[[], object]] = {
    "hashlib.sha256 x 8": lambda: [sha256(value.encode()).hexdigest() for value in EIGHT_FIELDS.values()],
    "person_of, 8 fields": lambda: person_of(EIGHT_FIELDS),
    "person_of, 8 fields and +E.164 phone": lambda: person_of(EIGHT_FIELDS | {"ph": "+1 (650) 555-1212"}),
    "person_of, 8 fields and national phone": lambda: person_of(EIGHT_FIELDS | {"ph": "(650) 555-1212"}),
    "clean_url, click id and utm": lambda: clean_url(URL),
    "clean_data, purchase": lambda: clean_data(CUSTOM_DATA),
}


def microseconds(work: Callable[[], object]) -> float:
    """The best of several runs: the least disturbed one."""
    return min(_seconds(work) for _ in range(REPEATS)) / ROUNDS * 1e6


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    for _ in range(ROUNDS):
        work()
    return perf_counter() - start


def main() -> None:
    costs = {name: microseconds(work) for name, work in WORK.items()}
    unit = costs["hashlib.sha256 x 8"]
    for name, cost in costs.items():
        print(f"{name:40} {cost:7.1f} µs/event {cost / unit:6.1f} x")


if __name__ == "__main__":
    main()
