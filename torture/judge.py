"""
The judgement: what was promised, what the books say and what Meta took must agree, to the last event. Pure.

A *crime* is what must never happen, however bad the day was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from torture.chaos import Disturbance
from torture.evidence import Books, Fate, Receipt
from torture.senders import Key

PROMPT = 0.5
"""Seconds: Meta's answer to a request that took longer may have come too late for the gateway."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The final account. It is well when there are no crimes."""

    acknowledged: int
    by_state: Mapping[str, int]
    """Of those acknowledged: delivered, refused, waiting, dead; and missing, which there must not be."""
    unpromised: int
    """In the books without a yes, which is no fault: the answer was lost."""
    counted: int
    """Different events that Meta has."""
    repeats: Mapping[str, int]
    """Further receipts of the same events, by what excuses them."""
    most: int
    """How often Meta was told of one event, at most."""
    balanced: bool
    crimes: tuple[str, ...]


def judge(
    offered: Mapping[Key, bool],
    acknowledged: AbstractSet[Key],
    books: Books,
    receipts: Sequence[Receipt],
    disturbances: Sequence[Disturbance],
    refusals: int = 0,
) -> Judgement:
    """`offered` says of each event whether it may be sent; `refusals` is how many were ordered at Meta, at most."""
    counted = Counter(key for receipt in receipts for key in receipt.events)
    repeats = Counter(_repeats(receipts, disturbances))
    states = Counter(_state(books, key) for key in acknowledged)
    return Judgement(
        acknowledged=len(acknowledged),
        by_state=states,
        unpromised=len(books.fates.keys() - acknowledged),
        counted=len(counted),
        repeats=repeats,
        most=max(counted.values(), default=0),
        balanced=books.balance.balanced,
        crimes=(*_crimes(offered, acknowledged, books, counted, repeats), *_deaths(books, refusals)),
    )


def _state(books: Books, key: Key) -> str:
    return books.fates[key].state if key in books.fates else "missing"


def _crimes(
    offered: Mapping[Key, bool],
    acknowledged: AbstractSet[Key],
    books: Books,
    counted: Mapping[Key, int],
    repeats: Mapping[str, int],
) -> Iterator[str]:
    fates = books.fates
    yield from _told("acknowledged and not in the books", (key for key in acknowledged if key not in fates))
    yield from _told(
        "delivered, say the books, and Meta never had it",
        (key for key, fate in fates.items() if fate.state == "delivered" and key not in counted),
    )
    yield from _told(
        "taken by Meta twice, and both answers noted", (key for key, fate in fates.items() if fate.heard > 1)
    )
    yield from _told("at Meta, and not in the books", (key for key in counted if key not in fates))
    yield from _told("at Meta without consent", (key for key in counted if not offered.get(key, False)))
    yield from _told("never offered", (key for key in fates if key not in offered))
    yield from _refused_without_cause(offered, fates)
    yield from _told(
        "still owed, with nothing in the way",
        (key for key, fate in fates.items() if fate.state in ("waiting", "in_flight")),
    )
    if repeats.get(UNEXCUSED):
        yield f"sent again without an excuse: {repeats[UNEXCUSED]} times"
    if not books.balance.balanced:
        yield f"the books do not balance: {books.balance.difference} rows without their counterpart"
    if books.set_aside:
        yield f"set aside by settling: {books.set_aside} entries"
    yield from (f"damaged: {each}" for each in books.damage)


def _refused_without_cause(offered: Mapping[Key, bool], fates: Mapping[Key, Fate]) -> Iterator[str]:
    refused = {key: fate for key, fate in fates.items() if fate.state == "refused" and offered.get(key, False)}
    for reason in sorted({str(fate.reason) for fate in refused.values()}):
        wrong = (key for key, fate in refused.items() if str(fate.reason) == reason)
        yield from _told(f"refused without a cause, for {reason}", wrong)


def _deaths(books: Books, refusals: int) -> Iterator[str]:
    dead = {key: fate for key, fate in books.fates.items() if fate.state == "dead"}
    yield from _told("dead by a fault of ours", (key for key, fate in dead.items() if fate.reason != "rejected"))
    if len(dead) > refusals:
        yield f"dead without a cause: {len(dead)}, and {refusals} were ordered"


def _told(crime: str, keys: Iterator[Key]) -> Iterator[str]:
    found = sorted(keys)
    if found:
        examples = ", ".join(f"{name} {event_id}" for name, event_id in found[:3])
        yield f"{crime}: {len(found)}, such as {examples}"


UNEXCUSED = "no excuse"


def _repeats(receipts: Sequence[Receipt], disturbances: Sequence[Disturbance]) -> Iterator[str]:
    """For each receipt of an event that Meta had already: why the gateway could not know."""
    last: dict[Key, Receipt] = {}
    for receipt in receipts:
        for key in receipt.events:
            if key in last:
                yield _excuse(last[key], disturbances)
            last[key] = receipt


def _excuse(earlier: Receipt, disturbances: Sequence[Disturbance]) -> str:
    """Why what Meta took with the earlier request may be unknown to the gateway."""
    if earlier.answered is None:
        return "the answer was lost"
    met = (
        each.what for each in disturbances if each.began <= earlier.answered + PROMPT and each.ended >= earlier.since
    )
    if (what := next(met, None)) is not None:
        return what
    return "the answer was slow" if earlier.answered - earlier.since > PROMPT else UNEXCUSED
