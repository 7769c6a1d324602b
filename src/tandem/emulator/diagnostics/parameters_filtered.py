"""Has Meta taken parameters out of an event?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample

MARKS = ("up", "rp", "up_url", "rp_url", "rks")
REMOVED = "_removed_"


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.browser:
        marks = [name for name in MARKS if fields.other.get(name)]
        in_url = REMOVED in fields.event_source_url or REMOVED in fields.referrer_url
        if marks or in_url:
            yield Hit(event, f"filtered: {', '.join([*marks, *(['a URL'] if in_url else [])])}")


QUESTION = Question(
    key="parameters_filtered",
    title="Meta filters potentially violating data",
    trigger="The Pixel took parameters out of the event or of an address, because Meta may not receive them.",
    cure="Take names, addresses, health or financial data out of URLs and custom_data at the source.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
