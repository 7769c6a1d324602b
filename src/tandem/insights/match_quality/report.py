"""Event Match Quality of what the ledger holds: our estimate, and beside it what Meta told when it was asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime

import msgspec

from tandem.insights.match_quality.estimate import Estimate, Kinds, estimate
from tandem.insights.match_quality.rules import rules
from tandem.ledger.reports.quality import Names, QualityAnswer, answer, delivered_keys, event_keys

PLATFORM = "meta"

NEWEST = 20_000
"""Conversions that are looked at: what bounds the cost."""


class NameQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One event name at one destination."""

    destination: str
    event_name: str
    events: int
    """How many delivered events the estimate is of."""
    estimate: Estimate | None
    """None when none was delivered in the window."""
    told: float | None
    """What Meta says itself, 0 to 10; when, its answer says."""


class MatchQuality(msgspec.Struct, frozen=True, kw_only=True):
    """Scores are 0 to `most`; Meta asks for `target`."""

    since: datetime
    now: datetime
    most: float
    target: float
    newest: int | None
    """When the window holds more conversions than are looked at: how many of the newest were. Else None."""
    names: tuple[NameQuality, ...]
    """The most frequent first."""
    answers: tuple[QualityAnswer, ...]
    """What each destination said when it was asked; one that was never asked is not among them."""


class EventQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One event: the estimate of what it carried, or, while it waits, of what it will carry."""

    most: float
    target: float
    estimate: Estimate


def match_quality(
    ledger: sqlite3.Connection, since: datetime, now: datetime, destinations: Collection[str], newest: int = NEWEST
) -> MatchQuality:
    """Of the delivered events of web sites, as Meta scores them, that were first heard of since then."""
    asked = [name for name in destinations if name.startswith(f"{PLATFORM}:")]
    answers = {each.destination: each for name in asked if (each := answer(ledger, name))}
    delivered = delivered_keys(ledger, since, newest)
    names = [each for name in asked for each in _names(name, delivered.names, answers.get(name))]
    return MatchQuality(
        since=since,
        now=now,
        most=rules().most,
        target=rules().target,
        newest=None if delivered.whole else newest,
        names=tuple(sorted(names, key=lambda each: (-each.events, each.event_name, each.destination))),
        answers=tuple(answers.values()),
    )


def event_quality(ledger: sqlite3.Connection, number: int, now: datetime) -> EventQuality | None:
    """None when the event does not go to Meta, or is not of a web site: Meta scores no other."""
    keys = event_keys(ledger, number, PLATFORM, now)
    if keys is None:
        return None
    return EventQuality(most=rules().most, target=rules().target, estimate=estimate({keys: 1}, rules()))


def _names(destination: str, delivered: Names, answer: QualityAnswer | None) -> Iterator[NameQuality]:
    scores = answer.scores if answer else {}
    found = {name: kinds for (each, name), kinds in delivered.items() if each == destination}
    for name in found | scores:
        kinds: Kinds = found.get(name, {})
        yield NameQuality(
            destination=destination,
            event_name=name,
            events=sum(kinds.values()),
            estimate=estimate(kinds, rules()) if kinds else None,
            told=scores.get(name),
        )
