"""What sources told of orders: each fact once, however often it is told."""

from __future__ import annotations

import sqlite3

from tandem.event import entry
from tandem.event.order import OrderFact
from tandem.kit.clock import micros


class Orders:
    """Writes inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def note(self, entry_id: int, fact: OrderFact) -> bool:
        """Whether it is news: a fact that its source has told before is left as it was."""
        key = (fact.site, fact.order_id, fact.source, fact.kind, fact.key)
        times = (micros(fact.at), micros(fact.received_at))
        sql = (
            "INSERT INTO order_fact (entry, site, order_id, source, kind, key, delivery_id, at, received_at, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        row = (entry_id, *key, fact.delivery_id, *times, entry.to_json(fact))
        return self._sql.execute(sql, row).rowcount == 1

    def facts(self, site: str, order_id: str) -> list[OrderFact]:
        """All that is known of an order, as it happened."""
        sql = "SELECT body FROM order_fact WHERE site = ? AND order_id = ? ORDER BY at, entry"
        return [entry.decode_fact(body) for (body,) in self._sql.execute(sql, (site, order_id))]
