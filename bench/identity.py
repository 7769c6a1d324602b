"""
What it costs to know who an event is about: µs per event, and how many times eight bare SHA-256 in the same run.

    .venv/bin/python bench/identity.py [--python PATH]

`--python` names an interpreter that holds Meta's business SDK (`facebook_business`), to be measured beside; by default
the one that runs this. Where the SDK is missing, its lines are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from timeit import timeit

from tandem.identity.person import person_of
from tandem.identity.scrub import clean_data, clean_url

ROUNDS, REPEATS = 100, 150
"""Short turns, taken in rotation: on a busy machine each work then has an undisturbed one, and the best counts."""

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
INTERNATIONAL = EIGHT_FIELDS | {"ph": "+1 (650) 555-1212"}
NATIONAL = EIGHT_FIELDS | {"ph": "(650) 555-1212"}
URL = "https://shop.example/p/42?utm_source=facebook&utm_medium=cpc&utm_campaign=spring%20sale&fbclid=IwAR0abcdefghijklmnop"
CUSTOM_DATA = {
    "value": 49.9,
    "currency": "EUR",
    "order_id": "10042",
    "content_type": "product",
    "contents": [{"id": "sku-1", "quantity": 2, "item_price": 24.95}],
}
UNIT = "hashlib.sha256 x 8"
WORK: dict[str, Callable[[], object]] = {
    UNIT: lambda: [sha256(value.encode()).hexdigest() for value in EIGHT_FIELDS.values()],
    "person_of, 8 fields": lambda: person_of(EIGHT_FIELDS),
    "person_of, 8 fields and +E.164 phone": lambda: person_of(INTERNATIONAL),
    "person_of, 8 fields and national phone": lambda: person_of(NATIONAL),
    "clean_url, nothing to look at": lambda: clean_url("https://shop.example/p/42"),
    "clean_url, click id and utm": lambda: clean_url(URL),
    "clean_data, purchase": lambda: clean_data(CUSTOM_DATA),
}
SDK_WORK = {"business SDK, 8 fields": EIGHT_FIELDS, "business SDK, 8 fields and +E.164 phone": INTERNATIONAL}


def costs() -> dict[str, float]:
    """The least µs per event of each work."""
    best = dict.fromkeys(WORK, float("inf"))
    for _ in range(REPEATS):
        for name, work in WORK.items():
            best[name] = min(best[name], timeit(work, number=ROUNDS) / ROUNDS * 1e6)
    return best


def sdk_cost(python: str, fields: Mapping[str, str]) -> tuple[float, float] | None:
    """µs per event of the SDK, and of eight SHA-256 in its own process; None where `python` has no SDK."""
    script = Path(__file__).with_name("business_sdk.py")
    child = subprocess.run([python, script, json.dumps(fields)], capture_output=True, check=False)
    if child.returncode:
        return None
    told = json.loads(child.stdout)
    return told["sdk"], told["unit"]


def main(argv: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description="What it costs to know who an event is about.")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that holds facebook_business")
    python = parser.parse_args(argv).python
    for name, cost in (found := costs()).items():
        _tell(name, cost, found[UNIT])
    for name, fields in SDK_WORK.items():
        if measured := sdk_cost(python, fields):
            _tell(name, *measured)


def _tell(name: str, cost: float, unit: float) -> None:
    print(f"{name:40} {cost:7.1f} µs/event {cost / unit:6.2f} x")


if __name__ == "__main__":
    main(sys.argv[1:])
