"""
What Meta's business SDK for Python takes for the same person: µs per event, in whatever interpreter holds the SDK.

    path/to/python bench/business_sdk.py '{"em": "…", "fn": "…"}'

Runs alone, without Tandem: the two need not live in one environment. The SDK lower-cases, strips and hashes; it hashes
one form of an e-mail where Tandem hashes up to four, and leaves `external_id` readable.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from timeit import timeit

from facebook_business.adobjects.serverside.user_data import UserData

ROUNDS, REPEATS = 100, 100
ARGUMENTS = {
    "em": "email",
    "ph": "phone",
    "fn": "first_name",
    "ln": "last_name",
    "ct": "city",
    "st": "state",
    "zp": "zip_code",
    "country": "country_code",
    "external_id": "external_id",
}


def main(fields: dict[str, str]) -> None:
    named = {ARGUMENTS[key]: value for key, value in fields.items()}
    texts = list(fields.values())[:8]
    sdk, unit = [], []
    for _ in range(REPEATS):
        sdk.append(timeit(lambda: UserData(**named).normalize(), number=ROUNDS))
        unit.append(timeit(lambda: [sha256(text.encode()).hexdigest() for text in texts], number=ROUNDS))
    print(json.dumps({"unit": min(unit) / ROUNDS * 1e6, "sdk": min(sdk) / ROUNDS * 1e6}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
