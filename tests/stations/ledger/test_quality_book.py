"""The book of what a destination says of its events' match quality, and the ledger's way to its third form."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from tandem.insights.match_quality.report import match_quality
from tandem.kit.clock import micros
from tandem.kit.sql import connect, migrate
from tandem.ledger.quality import Asked
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.sqlite import MIGRATIONS, SqliteLedger
from tests.support.clock import NOON
from tests.support.events import DESTINATION


def test_the_book_knows_when_a_destination_was_last_asked_across_a_restart(tmp_path: Path) -> None:
    """Never; then without an answer; then with one. A worker that starts anew does not ask anew."""
    told: list[Asked | None] = []
    for scores in (None, {}, {"Purchase": 6.2}):
        with closing(SqliteLedger(tmp_path / "ledger.db")) as ledger:
            told.append(ledger.quality.asked(DESTINATION))
            with ledger.turn():
                if scores:
                    ledger.quality.answered(DESTINATION, scores, NOON)
                else:
                    ledger.quality.failed(DESTINATION, "no answer within 5 s", NOON)
    with closing(SqliteLedger(tmp_path / "ledger.db")) as ledger:
        told.append(ledger.quality.asked(DESTINATION))

    assert told == [None, Asked(NOON, False), Asked(NOON, False), Asked(NOON, True)]


def test_a_ledger_of_the_second_form_is_brought_to_this_one_with_all_it_holds(tmp_path: Path) -> None:
    """Its events are taken for those of web sites: nothing else was known of them."""
    path, at = tmp_path / "ledger.db", micros(NOON)
    with closing(connect(path)) as old:
        migrate(old, MIGRATIONS[:2])
        old.execute(
            "INSERT INTO conversion (id, site, event_name, event_id, event_time, received_at, ads)"
            " VALUES (1, 'shop', 'Purchase', 'order_1', ?1, ?1, 'granted')",
            (at,),
        )
        old.execute("""INSERT INTO arrival VALUES (1, 1, 'tag', ?, 'granted', '', '["em"]', '[]')""", (at,))
        old.execute("INSERT INTO outbox VALUES (1, ?1, 'delivered', ?2, 1, NULL, NULL, ?2)", (DESTINATION, at))
    SqliteLedger(path).close()
    with snapshot(path) as ledger:
        quality = match_quality(ledger, NOON - timedelta(hours=1), NOON, (DESTINATION,))

    assert [(each.event_name, each.events) for each in quality.names] == [("Purchase", 1)]
