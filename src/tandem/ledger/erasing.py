"""Taking a person out of the ledger: whoever the needles name, wherever they lie. Ranges of rows at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import lru_cache

import msgspec

from tandem.event import entry
from tandem.event.order import OrderFact
from tandem.event.outcome import Reason
from tandem.identity.hash import already_hashed
from tandem.kit.clock import micros
from tandem.kit.secret import fingerprint
from tandem.ledger.ahead import FREE

LINKS = ("em", "ph", "external_id", "order", "checkout", "cart", "customer", "visit")
"""The kinds of links that lead to a remembered visit."""

Order = tuple[str, str]
"""Site and order id."""


class Person(msgspec.Struct, frozen=True):
    """Who is to be erased: texts to look for, and events and orders that are theirs."""

    needles: tuple[str, ...]
    event_ids: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    """Orders that are theirs, whoever else they name."""

    def sought(self) -> tuple[bytes, ...]:
        """What to look for in files: every text, and of a SHA-256 the 32 bytes, too, as which the journal keeps it."""
        return _forms(self.needles)

    def is_in(self, text: bytes | str | None) -> bool:
        raw = text.encode() if isinstance(text, str) else text or b""
        return any(needle in raw for needle in self.sought())


@lru_cache(maxsize=8)
def _forms(needles: tuple[str, ...]) -> tuple[bytes, ...]:
    hashes = filter(None, map(already_hashed, needles))
    return (*(needle.encode() for needle in needles), *(bytes.fromhex(each[:64]) for each in hashes))


class Erasing:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def last(self, table: str) -> int:
        """The highest row id of `conversion`, `visit`, `request` or `order_fact`'s entries."""
        column = "entry" if table == "order_fact" else "id"
        (last,) = self._sql.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()  # noqa: S608 - ours
        return int(last)

    def orders(self, person: Person) -> set[Order]:
        """Those that are said to be theirs, and those of which a fact names the person."""
        facts = self._sql.execute("SELECT site, order_id, body FROM order_fact")
        return {(site, order_id) for site, order_id, body in facts if person.is_in(body)} | set(person.orders)

    def count_facts(self, orders: Iterable[Order]) -> int:
        sql = "SELECT count(*) FROM order_fact WHERE site = ? AND order_id = ?"
        return sum(self._sql.execute(sql, order).fetchone()[0] for order in orders)

    def conversions(
        self, person: Person, orders: Collection[Order], after: int, through: int
    ) -> list[tuple[int, str, str | None]]:
        """Id, site and order of those in the range that are the person's."""
        sql = "SELECT id, site, order_id, event_id, visitor, body FROM conversion WHERE id > ? AND id <= ?"
        return [
            (number, site, order_id)
            for number, site, order_id, event_id, visitor, body in self._sql.execute(sql, (after, through))
            if event_id in person.event_ids or (site, order_id) in orders or person.is_in(visitor) or person.is_in(body)
        ]

    def stop(self, conversions: Iterable[int], now: datetime) -> int:
        """
        Nothing of them is sent any more, and nobody is known to have been in them. What is just under way is answered
        first, and its answer written down. Returns how many sendings were stopped.
        """
        chosen = msgspec.json.encode(list(conversions)).decode()
        among = "conversion IN (SELECT value FROM json_each(?))"
        sql = (
            "UPDATE outbox SET state = 'refused', reason = ?, settled_at = ?"  # noqa: S608 - our own words
            f" WHERE state IN ('waiting', 'dead') AND {among} AND {FREE}"
        )
        stopped = self._sql.execute(sql, (Reason.ERASED, micros(now), chosen)).rowcount
        self._sql.execute(f"UPDATE outbox SET detail = NULL, omitted = '[]' WHERE {among}", (chosen,))  # noqa: S608
        self._sql.execute(f"DELETE FROM order_wait WHERE {among}", (chosen,))  # noqa: S608
        sql = "UPDATE conversion SET body = NULL, visitor = NULL WHERE id IN (SELECT value FROM json_each(?))"
        self._sql.execute(sql, (chosen,))
        return stopped

    def clear_facts(self, orders: Iterable[Order], clear: Callable[[OrderFact], OrderFact]) -> int:
        """The facts of these orders stay, and are nobody's. Returns how many there were."""
        cleared = 0
        for order in orders:
            sql = "SELECT source, kind, key, body FROM order_fact WHERE site = ? AND order_id = ?"
            for source, kind, key, body in self._sql.execute(sql, order).fetchall():
                bare = entry.to_json(clear(entry.decode_fact(body)))
                sql = (
                    "UPDATE order_fact SET body = ?"
                    " WHERE site = ? AND order_id = ? AND source = ? AND kind = ? AND key = ?"
                )
                self._sql.execute(sql, (bare, *order, source, kind, key))
                cleared += 1
        return cleared

    def visits(self, person: Person, after: int, through: int) -> int:
        """Forget the remembered visits in the range that are the person's."""
        return self._forget(self.visits_of(person, after, through))

    def visits_of(self, person: Person, after: int, through: int) -> list[int]:
        """The remembered visits in the range that are the person's."""
        sql = "SELECT id, visitor, body FROM visit WHERE id > ? AND id <= ?"
        rows = self._sql.execute(sql, (after, through))
        return [number for number, visitor, body in rows if person.is_in(visitor) or person.is_in(body)]

    def linked_visits(self, person: Person, orders: Iterable[Order]) -> int:
        """Forget the visits that lead to the person or to these orders, and links that name them."""
        links = msgspec.json.encode([f"{kind}:{each}" for kind in LINKS for each in person.needles]).decode()
        sql = "SELECT DISTINCT visit FROM visit_link WHERE link IN (SELECT value FROM json_each(?))"
        found = {number for (number,) in self._sql.execute(sql, (links,))}
        sql = "SELECT visit FROM visit_link WHERE site = ? AND link = ?"
        for site, order_id in orders:
            found |= {number for (number,) in self._sql.execute(sql, (site, f"order:{fingerprint(order_id)}"))}
        return self._forget(found)

    def besides(self, person: Person, clear: Callable[[bytes], bytes | None]) -> int:
        """Withdrawals of the person's browser go; entries set aside that name the person are cleared of it."""
        needles = msgspec.json.encode(person.needles).decode()
        sql = "DELETE FROM withdrawal WHERE visitor IN (SELECT value FROM json_each(?))"
        gone = self._sql.execute(sql, (needles,)).rowcount
        aside = self._sql.execute("SELECT entry, body FROM set_aside").fetchall()
        for bare, number in [(clear(body), number) for number, body in aside]:
            if bare is not None:
                gone += self._sql.execute("UPDATE set_aside SET body = ? WHERE entry = ?", (bare, number)).rowcount
        return gone

    def answers(self, person: Person, after: int, through: int) -> int:
        """What a destination answered may repeat what it was sent."""
        sql = "SELECT id, answer FROM request WHERE id > ? AND id <= ?"
        found = [number for number, answer in self._sql.execute(sql, (after, through)) if person.is_in(answer)]
        self._sql.executemany("UPDATE request SET answer = '' WHERE id = ?", [(number,) for number in found])
        return len(found)

    def write_down(self, asked_by: str, kinds: bytes, proof: bytes, erased: bytes, now: datetime) -> None:
        """Each of the three as JSON."""
        sql = "INSERT INTO erasure (at, asked_by, kinds, proof, erased) VALUES (?, ?, ?, ?, ?)"
        self._sql.execute(sql, (micros(now), asked_by, kinds.decode(), proof.decode(), erased.decode()))

    def _forget(self, visits: Iterable[int]) -> int:
        numbers = [(number,) for number in visits]
        self._sql.executemany("DELETE FROM visit_link WHERE visit = ?", numbers)
        self._sql.executemany("DELETE FROM visit WHERE id = ?", numbers)
        return len(numbers)
