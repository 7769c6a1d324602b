"""Receipts as the sender reads them: one result per event, in the order they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from tandem.accept import Receipt
from tandem.event.entry import Taken
from tandem.event.outcome import Reason
from tandem.event.person import Unusable


class AcceptedResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """On disk. `dropped` names values that could not be used; the event lives without them."""

    status: Literal["accepted"]
    event_name: str
    event_id: str
    dropped: tuple[Unusable, ...] = ()


class RefusedResult(msgspec.Struct, frozen=True, kw_only=True):
    """Not kept. Mend it and send it again."""

    status: Literal["refused"]
    reason: Reason
    field: str
    problem: str
    cure: str


class Results(msgspec.Struct, frozen=True, kw_only=True):
    accepted: int
    refused: int
    results: list[AcceptedResult | RefusedResult]


def results(receipts: Sequence[Receipt]) -> Results:
    accepted = list(map(type, receipts)).count(Taken)
    told = [_result(receipt) for receipt in receipts]
    return Results(accepted=accepted, refused=len(told) - accepted, results=told)


def status_of(receipts: Sequence[Receipt]) -> int:
    """202 when anything was kept, or nothing was sent; 400 when every event was refused."""
    return 202 if not receipts or Taken in map(type, receipts) else 400


def _result(receipt: Receipt) -> AcceptedResult | RefusedResult:
    if isinstance(receipt, Taken):
        event = receipt.event
        return AcceptedResult(
            status="accepted", event_name=event.event_name, event_id=event.event_id, dropped=event.dropped
        )
    return RefusedResult(
        status="refused",
        reason=receipt.reason,
        field=receipt.field,
        problem=receipt.problem,
        cure=receipt.cure,
    )
