"""The final books, for people."""

from __future__ import annotations

from collections.abc import Iterator

from torture.judge import Judgement

STATES = ("delivered", "refused", "waiting", "in_flight", "dead", "missing")


def lines(found: Judgement) -> Iterator[str]:
    """One figure a line, and the sum that must come out."""
    yield f"  acknowledged   {found.acknowledged:>9,}"
    for state in STATES:
        if count := found.by_state.get(state, 0):
            yield f"    {state:<13}{count:>9,}"
    yield f"  unpromised     {found.unpromised:>9,}   in the books although the yes was lost"
    yield f"  Meta counted   {found.counted:>9,}   different events, none told more than {found.most} times"
    for excuse, count in sorted(found.repeats.items()):
        yield f"    sent again   {count:>9,}   {excuse}"
    yield f"  the books {'balance' if found.balanced else 'DO NOT BALANCE'}"
    yield from (f"  CRIME: {crime}" for crime in found.crimes)


def bar(done: float, what: str, width: int = 30) -> str:
    filled = round(done * width)
    return f"[{'#' * filled}{'.' * (width - filled)}] {done:4.0%}  {what}"
