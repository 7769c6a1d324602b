"""The outbox against a model: whatever is done to it in whatever order, each row is where the model says it is."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from tandem.event.outcome import Reason
from tests.support.books import Books
from tests.support.clock import NOON
from tests.support.events import DESTINATION, event

STATES = """
SELECT o.conversion, iif(l.owner IS NULL, o.state, 'in_flight')
FROM outbox o LEFT JOIN lease l ON l.conversion = o.conversion AND l.destination = o.destination
"""

OWNERS = ("one", "other")
LEASE = timedelta(minutes=5)


class Row(msgspec.Struct):
    """What the model believes of one conversion."""

    due_at: datetime
    state: Literal["waiting", "in_flight", "delivered", "refused", "dead"] = "waiting"
    owner: str | None = None
    leased_until: datetime | None = None

    def is_free_for(self, owner: str, now: datetime) -> bool:
        if self.state == "in_flight":
            expired = self.leased_until is not None and self.leased_until <= now and self.owner != owner
            return expired and self.due_at <= now
        return self.state == "waiting" and self.due_at <= now


class OutboxAndModel(RuleBasedStateMachine):
    held = Bundle("held")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.books = Books(Path(self.folder.name))
        self.now = NOON
        self.model: dict[int, Row] = {}

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(count=st.integers(1, 4))
    def settle(self, count: int) -> None:
        for _ in range(count):
            number = len(self.model) + 1
            asyncio.run(self.books.post(event(event_id=str(number), received_at=self.now)))
            self.model[number] = Row(self.now + timedelta(milliseconds=750))

    @rule(target=held, owner=st.sampled_from(OWNERS), limit=st.integers(1, 3))
    def claim(self, owner: str, limit: int) -> object:
        free = {number for number, row in self.model.items() if row.is_free_for(owner, self.now)}
        for row in self.model.values():
            if row.state == "in_flight" and row.owner != owner and (row.leased_until or self.now) <= self.now:
                row.state, row.owner, row.leased_until = "waiting", None, None
        claimed = self.books.claim(self.now, owner=owner, limit=limit, until=self.now + LEASE)
        numbers = {row.conversion for row in claimed}
        assert numbers <= free, "given what was not free"
        assert len(numbers) == min(limit, len(free)), "withheld what was free"
        for number in numbers:
            row = self.model[number]
            row.state, row.owner, row.leased_until = "in_flight", owner, self.now + LEASE
        return multiple(*((number, owner) for number in sorted(numbers)))

    @rule(claim=consumes(held))
    def deliver(self, claim: tuple[int, str]) -> None:
        with self.books.ledger.turn():
            self.books.ledger.outbox.deliver(DESTINATION, [claim[0]], self.now)
        self._end(claim[0], "delivered")

    @rule(claim=consumes(held), reason=st.sampled_from([Reason.REJECTED, Reason.OUR_FAULT, Reason.TOO_LATE]))
    def refuse(self, claim: tuple[int, str], reason: Reason) -> None:
        with self.books.ledger.turn():
            self.books.ledger.outbox.refuse(DESTINATION, [(claim[0], reason, "")], self.now)
        self._end(claim[0], "refused" if reason is Reason.TOO_LATE else "dead")

    @rule(claim=consumes(held), wait=st.integers(0, 300))
    def postpone(self, claim: tuple[int, str], wait: int) -> None:
        until = self.now + timedelta(seconds=wait)
        with self.books.ledger.turn():
            self.books.ledger.outbox.postpone(DESTINATION, [claim[0]], until)
        if self.model[claim[0]].state in ("waiting", "in_flight"):
            self.model[claim[0]] = Row(until)

    @rule(claim=consumes(held))
    def give_back(self, claim: tuple[int, str]) -> None:
        number, owner = claim
        with self.books.ledger.turn():
            self.books.ledger.leases.give_back(DESTINATION, [number], owner)
        row = self.model[number]
        if (row.state, row.owner) == ("in_flight", owner):
            self.model[number] = Row(row.due_at)

    @rule()
    def revive_all(self) -> None:
        with self.books.ledger.turn():
            revived = self.books.ledger.outbox.revive(DESTINATION, list(self.model), self.now)
        dead = [number for number, row in self.model.items() if row.state == "dead"]
        assert revived == len(dead)
        self.model.update({number: Row(self.now) for number in dead})

    @rule()
    def worker_is_killed_and_starts_again(self) -> None:
        self.books.crash()
        self.books.take_back()
        for number, row in self.model.items():
            if row.state == "in_flight":
                self.model[number] = Row(row.due_at)

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        if not hasattr(self, "books"):
            return
        told = dict(self.books.ask(STATES))
        assert told == {number: row.state for number, row in self.model.items()}
        kept = {number for number, body in self.books.ask("SELECT id, body FROM conversion") if body is not None}
        assert kept == {number for number, row in self.model.items() if row.state not in ("delivered", "refused")}

    def teardown(self) -> None:
        if hasattr(self, "books"):
            assert self.books.balance()
            self.books.ledger.close()
            self.folder.cleanup()

    def _end(self, number: int, state: Literal["delivered", "refused", "dead"]) -> None:
        if self.model[number].state in ("waiting", "in_flight"):
            self.model[number] = Row(self.model[number].due_at, state)


OutboxAndModel.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestOutboxAndModel = OutboxAndModel.TestCase
