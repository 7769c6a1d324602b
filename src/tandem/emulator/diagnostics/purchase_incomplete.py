"""Does the Pixel report a purchase without its amount?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    rule = sample.rules.edge.purchase
    for event, fields in sample.browser:
        wanted = (rule.value, rule.currency) if event.event_name in rule.events else ()
        missing = [name for name in wanted if fields.custom_data.get(name) in (None, "")]
        if missing:
            yield Hit(event, f"a browser {event.event_name} without {' and '.join(missing)}")


QUESTION = Question(
    key="purchase_incomplete",
    title="A required parameter is missing",
    trigger="A browser Purchase has no value or no currency. The server edge refuses one; the Pixel only warns.",
    cure="Give fbq('track', 'Purchase') the value and the currency.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
