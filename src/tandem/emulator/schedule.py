"""Which request meets which fault: the faults that were ordered, used up in the order in which they were."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tandem.emulator.faults import Edge, Fault
from tandem.emulator.usage import FULL

Order = list[Fault | str] | Fault | str


class Waiting(msgspec.Struct):
    """An ordered fault: since when (Unix seconds), how many requests it has seen, how many have met it."""

    fault: Fault
    since: float
    seen: int = 0
    met: int = 0

    @property
    def is_used_up(self) -> bool:
        return self.fault.times is not None and self.met >= self.fault.times

    @property
    def left(self) -> Fault:
        """The fault as it is still to come."""
        times = self.fault.times
        return msgspec.structs.replace(self.fault, next=None if times is None else times - self.met)

    def is_over(self, now: float) -> bool:
        lasting = self.fault.lasting
        return lasting is not None and now >= self.since + self.fault.after + lasting

    def meet(self, now: float) -> Fault | None:
        """The fault, if the present request is one of those that meet it."""
        if now < self.since + self.fault.after:
            return None
        self.seen += 1
        if self.seen % self.fault.every:
            return None
        self.met += 1
        return msgspec.structs.replace(self.fault, usage_pct=self._load())

    def _load(self) -> int | None:
        """The usage that this request shows: it rises with each, and the last one shows a full allowance."""
        start, steps = self.fault.usage_pct, (self.fault.times or 1) - 1
        if start is None or steps < 1:
            return start
        return start + (FULL - start) * (self.met - 1) // steps


class Faults:
    """The schedule. `errors` and `locales` are the names that a fault may use."""

    def __init__(self, errors: Collection[str], locales: Collection[str]) -> None:
        self._errors, self._locales = errors, locales
        self._waiting: list[Waiting] = []

    def order(self, body: bytes, now: float) -> None:
        """
        Add one fault, or a list of them, from JSON; a text is the name of an error. `now` is Unix seconds.

        Raises `msgspec.ValidationError` with the field or the name at fault.
        """
        wanted = msgspec.json.decode(body, type=Order)
        faults = [self._checked(one) for one in (wanted if isinstance(wanted, list) else [wanted])]
        self._waiting.extend(Waiting(fault, now) for fault in faults)

    def waiting(self) -> list[Fault]:
        """What is still to come."""
        return [waiting.left for waiting in self._waiting]

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, edge: Edge, now: float) -> Fault | None:
        """The fault that the present request meets, if any; it is used up by one."""
        self._waiting = [waiting for waiting in self._waiting if not waiting.is_over(now)]
        mine = (waiting for waiting in self._waiting if waiting.fault.edge == edge)
        met = next((fault for waiting in mine if (fault := waiting.meet(now))), None)
        self._waiting = [waiting for waiting in self._waiting if not waiting.is_used_up]
        return met

    def _checked(self, wanted: Fault | str) -> Fault:
        fault = Fault(answer=wanted) if isinstance(wanted, str) else wanted
        if isinstance(fault.answer, str) and fault.answer not in self._errors:
            raise msgspec.ValidationError(f"there is no error {fault.answer!r}; known: {', '.join(self._errors)}")
        if fault.locale is not None and fault.locale not in self._locales:
            raise msgspec.ValidationError(f"locale must be one of {', '.join(sorted(self._locales))}")
        return fault
