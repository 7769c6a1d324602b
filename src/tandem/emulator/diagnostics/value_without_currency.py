"""Does an amount come without its currency, or a currency without an amount?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.events:
        has_value = fields.custom_data.get("value") not in (None, "")
        has_currency = fields.custom_data.get("currency") not in (None, "")
        if has_value != has_currency:
            yield Hit(event, "value without currency" if has_value else "currency without value")


QUESTION = Question(
    key="value_without_currency",
    title="Value and currency must come together",
    trigger="custom_data holds a value without a currency, or a currency without a value.",
    cure="Send both. There is no default currency that would be right for somebody else's money.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
