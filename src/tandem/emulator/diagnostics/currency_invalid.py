"""Is the currency one that exists, and the value a number?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample

NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.events:
        currency, value = fields.custom_data.get("currency"), fields.custom_data.get("value")
        if currency not in (None, "") and str(currency).upper() not in sample.rules.currencies:
            yield Hit(event, f"currency {str(currency)[:12]!r} is not in ISO 4217")
        if value not in (None, "") and not NUMBER.fullmatch(str(value)):
            yield Hit(event, f"value {str(value)[:24]!r} is not a plain, positive decimal number")


QUESTION = Question(
    key="currency_invalid",
    title="Invalid currency code or value",
    trigger="custom_data.currency is not an ISO 4217 code, or custom_data.value is negative or has symbols in it.",
    cure="Send a three-letter code such as EUR, and the value with a decimal point and nothing else.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
