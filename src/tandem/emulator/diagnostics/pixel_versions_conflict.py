"""Does a page load two versions of the Pixel?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    versions: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for event, fields in sample.browser:
        version = str(fields.other.get("v", ""))
        seen = versions[event.arrival.dataset, event.arrival.address, event.arrival.agent, fields.event_source_url]
        seen |= {version} - {""}
        if len(seen) > 1:
            yield Hit(event, f"versions {', '.join(sorted(seen))} of the Pixel on one page")


QUESTION = Question(
    key="pixel_versions_conflict",
    title="Conflicting versions of the Pixel",
    trigger="Events of one visitor on one page come from more than one version of the Pixel.",
    cure="Load the Pixel once. A tag manager and a plugin may each have brought one.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
