"""The outcome as text."""

from __future__ import annotations

from collections.abc import Iterator

from tools.real_pixel.outcome import Event, Outcome


def as_text(found: Outcome) -> str:
    """For a person: the checks, then every event with its parameters, then what else was asked for."""
    return "\n".join([*_checks(found), "", *_events(found), *_parameters(found), *_rest(found), "", _verdict(found)])


def _checks(found: Outcome) -> Iterator[str]:
    yield f"Library: version {found.version or 'unknown'}"
    for check in found.checks:
        yield f"  {'ok ' if check.holds else 'NO '} {check.name}" + (f": {check.why}" if check.why else "")


def _events(found: Outcome) -> Iterator[str]:
    yield f"{'Event':<18}{'event_id':<14}{'dataset':<13}{'way':<16}{'read':>5}{'ignored':>9}{'unknown':>9}"
    for event in found.events:
        yield (
            f"{event.event_name:<18}{event.event_id or '–':<14}{event.dataset:<13}{event.transport:<16}"
            f"{len(event.read):>5}{len(event.ignored):>9}{len(event.unknown):>9}"
        )


def _parameters(found: Outcome) -> Iterator[str]:
    for meaning in ("read", "ignored", "unknown"):
        names = sorted({name for event in found.events for name in _named(event, meaning)})
        yield f"\n{meaning}: {'  '.join(names) or 'none'}"
    yield f"\nrefused: {'; '.join(found.refused) or 'none'}"


def _named(event: Event, meaning: str) -> list[str]:
    names: list[str] = getattr(event, meaning)
    return names


def _rest(found: Outcome) -> Iterator[str]:
    for asked in found.asked:
        yield f"answered in Meta's place: {asked.url} ({asked.status})"
    for url in found.elsewhere:
        yield f"not let out: {url}"
    for warning in dict.fromkeys(found.warnings):
        yield f"said in the console: {warning}"


def _verdict(found: Outcome) -> str:
    failed = sum(not check.holds for check in found.checks)
    return "Everything holds." if found.sound else f"{failed} of {len(found.checks)} checks do not hold."
