"""Bad days on order: what the next requests meet instead of, or besides, a proper answer."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Edge = Literal["events", "tr"]


class FaultAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An error of our choice. The texts of a code listed in `errors.json` are taken from there."""

    code: int
    error_subcode: int | None = None
    message: str | None = None
    is_transient: bool | None = None


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    What the `next` requests at `edge` meet.

    `delay_ms` waits first and then answers properly, unless the fault says more. `status` answers a service error
    with that status, `answer` an error of one's choice, `html` a proxy's page. `drop` cuts the connection unread;
    `drop_after` takes the events and then cuts, so that the sender cannot know.
    """

    next: int = 1
    edge: Edge = "events"
    status: int | None = None
    answer: FaultAnswer | None = None
    delay_ms: int = 0
    drop: bool = False
    drop_after: bool = False
    html: bool = False

    def __post_init__(self) -> None:
        if self.next < 1:
            raise ValueError("next must be 1 or more")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status must lie between 200 and 599")
        if self.delay_ms < 0:
            raise ValueError("delay_ms must not be negative")


class Faults:
    """The schedule: faults are used up in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def order(self, body: bytes) -> None:
        """Add one fault, or a list of them, from JSON. Raises `msgspec.ValidationError` with the field at fault."""
        wanted: Any = msgspec.json.decode(body, type=list[Fault] | Fault)
        self._waiting.extend(wanted if isinstance(wanted, list) else [wanted])

    def waiting(self) -> list[Fault]:
        """What is still to come."""
        return list(self._waiting)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, edge: Edge) -> Fault | None:
        """The fault that the present request meets, if any; it is used up by one."""
        for position, fault in enumerate(self._waiting):
            if fault.edge == edge:
                left = [msgspec.structs.replace(fault, next=fault.next - 1)] if fault.next > 1 else []
                self._waiting[position : position + 1] = left
                return fault
        return None
