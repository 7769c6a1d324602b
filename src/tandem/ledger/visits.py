"""Memory of visits, kept: `identity.memory` says what of a visit is remembered and how it is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, reduce

import msgspec

from tandem.event import entry
from tandem.event.person import Person
from tandem.identity.memory import TOKENS, Visit, both, of_one_visit, with_person, without_address
from tandem.kit.clock import micros
from tandem.ledger.absent import Absent

_decode = msgspec.json.Decoder(Visit).decode

SWEEP_BITE = 1_000
"""Visits forgotten in one transaction: settling waits for it."""


class Visits:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self.links_absent = Absent(connection, "visit_link", "site", "link")
        self.visitors_absent = Absent(connection, "visit", "site", "visitor")

    def remember(self, site: str, visitor: str, visit: Visit, links: Iterable[str]) -> None:
        """
        One row per browser; what it showed before and did not show now stays known. A row that was known by one of
        these links alone, as long as nobody knew its browser, becomes part of it.
        """
        links = tuple(links)
        own = of_one_visit(links)
        known = [] if self._is_new(site, visitor, own) else self._known(site, visitor, own)
        whole = reduce(lambda later, row: both(_decode(row[2]), later), known, visit)
        sql = (
            "INSERT INTO visit (site, visitor, seen_at, body, reachable) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT (site, visitor) DO UPDATE SET seen_at = excluded.seen_at, body = excluded.body, reachable = 1"
            " RETURNING id"
        )
        (number,) = self._sql.execute(sql, (site, visitor, micros(visit.seen_at), entry.to_json(whole))).fetchone()
        self.visitors_absent.written((site, visitor))
        for nameless in (row[0] for row in known if row[1] != visitor):
            self._sql.execute("UPDATE visit_link SET visit = ? WHERE visit = ?", (number, nameless))
            self._sql.execute("DELETE FROM visit WHERE id = ?", (nameless,))
        self._link(site, links, number)

    def _is_new(self, site: str, visitor: str, own: Sequence[str]) -> bool:
        """By the look at the turn's beginning: nothing is known of this visit."""
        return (site, visitor) in self.visitors_absent and all((site, link) in self.links_absent for link in own)

    def _known(self, site: str, visitor: str, own: Sequence[str]) -> list[tuple[int, str, bytes]]:
        """Id, visitor and body of what is known of this visit, the browser's own row first. A browser has no colon."""
        sql = (
            "SELECT id, visitor, body FROM visit WHERE site = ? AND visitor = ?"  # noqa: S608 - our own words
            " UNION SELECT id, visitor, body FROM visit JOIN visit_link ON visit = id"
            f" WHERE visit_link.site = ? AND instr(visitor, ':') AND link IN ({', '.join('?' * len(own))})"
        )
        rows = self._sql.execute(sql, (site, visitor, site, *own)).fetchall()
        return sorted(rows, key=lambda row: row[1] != visitor)

    def find(self, site: str, links: Sequence[str]) -> Visit | None:
        """The visit that the first of the links leads to which leads anywhere."""
        (found,) = self.find_each(site, links)
        return found

    def find_each(self, site: str, *ways: Sequence[str]) -> list[Visit | None]:
        """The same for several ways to ask, in one look: hardly any link leads anywhere."""
        links = [link for way in ways for link in way if (site, link) not in self.links_absent]
        led_to = dict(self._sql.execute(_led_to(len(links)), (site, *links))) if links else {}
        first = [next((link for link in way if link in led_to), None) for way in ways]
        return [None if link is None else _decode(led_to[link]) for link in first]

    def learn(self, site: str, links: Iterable[str], person: Person) -> None:
        """Who else it is to whom the first of the links leads."""
        if found := self._first(site, links):
            body = entry.to_json(with_person(_decode(found[1]), person))
            self._sql.execute("UPDATE visit SET body = ? WHERE id = ?", (body, found[0]))

    def join(self, site: str, links: Iterable[str], more: Iterable[str]) -> None:
        """What else leads to the visit that the first of the links leads to."""
        if found := self._first(site, links):
            self._link(site, more, found[0])

    def refuse(self, site: str, visitor: str, refusal: Visit) -> None:
        """
        The visitor took the consent back: who it was is forgotten at once. The refusal stays where orders, checkouts
        and carts of the visit lead, so that what a shop tells of them meets it.
        """
        sql = "UPDATE visit SET body = ?, seen_at = ?, reachable = 0 WHERE site = ? AND visitor = ? RETURNING id"
        row = (entry.to_json(refusal), micros(refusal.seen_at), site, visitor)
        numbers = self._sql.execute(sql, row).fetchall()
        sql = "DELETE FROM visit_link WHERE visit = ? AND substr(link, 1, instr(link, ':') - 1) NOT IN (%s)"
        kinds = tuple(TOKENS.values())
        self._sql.executemany(sql % ", ".join("?" * len(kinds)), [(*number, *kinds) for number in numbers])

    def sweep(self, site: str, before: datetime) -> int:
        """Forget visits not seen since, some at a time; returns how many went."""
        sql = "SELECT id FROM visit WHERE site = ? AND seen_at < ? ORDER BY seen_at LIMIT ?"
        return self._drop(sql, (site, micros(before), SWEEP_BITE))

    def erase_addresses(self, before: datetime) -> int:
        """Of visits not seen since, address and browser go; who it was stays known. Returns how many went."""
        sql = "SELECT id, body FROM visit WHERE reachable AND seen_at < ? ORDER BY seen_at LIMIT ?"
        rows = self._sql.execute(sql, (micros(before), SWEEP_BITE)).fetchall()
        erased = [(entry.to_json(without_address(_decode(body))), number) for number, body in rows]
        self._sql.executemany("UPDATE visit SET body = ?, reachable = 0 WHERE id = ?", erased)
        return len(erased)

    def _first(self, site: str, links: Iterable[str]) -> tuple[int, bytes] | None:
        sql = "SELECT id, body FROM visit JOIN visit_link ON visit = id WHERE visit_link.site = ? AND link = ?"
        for link in links:
            if row := self._sql.execute(sql, (site, link)).fetchone():
                return row[0], row[1]
        return None

    def _link(self, site: str, links: Iterable[str], visit: int) -> None:
        sql = "INSERT INTO visit_link VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET visit = excluded.visit"
        for link in (links := tuple(links)):
            self.links_absent.written((site, link))
        self._sql.executemany(sql, [(site, link, visit) for link in links])

    def _drop(self, chosen: str, parameters: tuple[object, ...]) -> int:
        numbers = self._sql.execute(chosen, parameters).fetchall()
        self._sql.executemany("DELETE FROM visit_link WHERE visit = ?", numbers)
        self._sql.executemany("DELETE FROM visit WHERE id = ?", numbers)
        return len(numbers)


@cache
def _led_to(links: int) -> str:
    """The statement that asks for so many links."""
    among = ", ".join("?" * links)
    led = "SELECT link, body FROM visit_link CROSS JOIN visit ON id = visit WHERE visit_link.site = ?"
    return f"{led} AND link IN ({among})"
