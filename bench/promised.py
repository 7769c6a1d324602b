"""What is promised, beside what was measured. A promise whose figure is missing is neither kept nor broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

Found = Mapping[str, Any]
"""By section, as it stands in latest.json."""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    wanted: str
    measured: float | None
    kept: bool | None


class _Wanted(msgspec.Struct, frozen=True):
    what: str
    at_least: float | None
    at_most: float | None
    unit: str
    figure: Callable[[Found], float]


def _least(what: str, bound: float, unit: str, figure: Callable[[Found], float]) -> _Wanted:
    return _Wanted(what, bound, None, unit, figure)


def _most(what: str, bound: float, unit: str, figure: Callable[[Found], float]) -> _Wanted:
    return _Wanted(what, None, bound, unit, figure)


def _accepted(name: str, field: str) -> Callable[[Found], float]:
    """Of the first scenario of that name."""
    return lambda found: float(next(each[field] for each in found["accept"]["outcomes"] if each["name"] == name))


WANTED = (
    _least("Single events, of an empty 202 on the same server", 0.35, "", _accepted("backend", "ratio")),
    _least("Single events", 10_000, "/s", _accepted("backend", "events_per_second")),
    _least("Batches of 50", 40_000, "events/s", _accepted("batch", "events_per_second")),
    _most("p99 at 2,000 single events a second", 25, "ms", lambda found: found["steady"]["p99_ms"]),
    _most("An append at ten million rows, of one at ten thousand", 1.3, "x", lambda found: found["growth"]["ratio"]),
    _least(
        "Drained, gzip, batches of 1,000", 20_000, "/s", lambda found: found["deliver"]["tandem"]["gzip"]["per_second"]
    ),
    _most("Freshness at 500/s, p50", 1_500, "ms", lambda found: found["deliver"]["freshness"]["p50_ms"]),
    _most("Freshness at 500/s, p99", 3_000, "ms", lambda found: found["deliver"]["freshness"]["p99_ms"]),
    _least(
        "Accepted and delivered together",
        5_000,
        "/s",
        lambda found: _together(found),
    ),
    _most("Disk, in the journal, for each event", 1_500, "bytes", lambda found: found["gateway"]["disk"]["journal"]),
    _most("Idle", 1, "% of a core", lambda found: found["gateway"]["idle"]["together"]),
    _most("Memory of a process, with a long backlog", 200, "MB", lambda found: _peak(found)),
)


def _together(found: Found) -> float:
    return float(found["gateway"]["sustained"]["together_per_second"])


def _drained(found: Found) -> float:
    return float(found["deliver"]["tandem"]["gzip"]["per_second"])


def _peak(found: Found) -> float:
    return float(max(found["gateway"]["backlog"]["peak_mb"].values()))


def promises(found: Found) -> list[Promise]:
    return [_held_to(found, each) for each in WANTED]


def _held_to(found: Found, wanted: _Wanted) -> Promise:
    bound = wanted.at_least if wanted.at_least is not None else wanted.at_most or 0
    text = f"{'at least' if wanted.at_least is not None else 'at most'} {bound:,g} {wanted.unit}".strip()
    try:
        figure = wanted.figure(found)
    except (KeyError, StopIteration):
        return Promise(what=wanted.what, wanted=text, measured=None, kept=None)
    kept = figure >= bound if wanted.at_least is not None else figure <= bound
    return Promise(what=wanted.what, wanted=text, measured=round(figure, 3), kept=kept)


def as_text(told: list[Promise]) -> str:
    return "\n".join(["What is promised:", *(_line(each) for each in told)])


def _line(each: Promise) -> str:
    measured = "not measured" if each.measured is None else f"{each.measured:,g}"
    word = {True: "kept", False: "NOT KEPT", None: ""}[each.kept]
    return f"  {each.what:54}{each.wanted:>26}{measured:>14}  {word}".rstrip()
