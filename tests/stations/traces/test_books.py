"""The worker's spans, read back from the books: what was settled, sent, refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tandem.event import entry
from tandem.event.entry import OrderTold, Taken
from tandem.event.outcome import Reason
from tandem.ledger.outbox import Requested
from tandem.ledger.reports.snapshot import open_ledger
from tandem.traces.books import Books as TracedBooks
from tandem.traces.books import Turn
from tandem.traces.ids import Namer, append_of
from tandem.traces.span import Link, Span
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import DESTINATION, GRANTED, event, site, tag_event
from tests.support.orders import TILL, TOTALS, fact

NAMER = Namer(b"key", 1.0, frozenset({"Purchase", "PageView"}))
PURCHASE = NAMER.of_event("shop", "Purchase", "order_1001")
SERVERS = {DESTINATION: ("graph.facebook.com", 443)}


class Watched(Books):
    """Books, and the spans that came of what was written into them."""

    spans: list[Span]

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]

    def sent(self, verdict: str, status: int | None) -> None:
        """One request to Meta with every conversion in it, in a turn of its own."""
        with self.ledger.turn():
            self.remember(verdict, status)

    def remember(self, verdict: str, status: int | None) -> None:
        request = Requested(
            destination=DESTINATION, sent_at=NOON, took=250_000, status=status, verdict=verdict, answer="secret"
        )
        self.ledger.outbox.remember(request, [number for (number,) in self.ask("SELECT id FROM conversion")])


def watched(folder: Path, **sites: object) -> Iterator[Watched]:
    seen: list[Span] = []
    traced = TracedBooks(partial(open_ledger, folder / "ledger.db"), NAMER, SERVERS, seen.append)
    books = Watched(folder, sites or None, lambda noted, done: traced.record(Turn(noted, done)))  # type: ignore[arg-type]
    books.spans = seen
    yield books
    traced.close()
    books.ledger.close()


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Watched]:
    yield from watched(tmp_path)


@pytest.fixture
def told_by_till(tmp_path: Path) -> Iterator[Watched]:
    yield from watched(tmp_path, shop=site({"Purchase": {"order": {"truth": TILL}}}))


async def test_the_first_message_opens_the_event_and_the_second_is_merged(books: Watched) -> None:
    """One root, however many tell of it; each settlement under the append of its own message."""
    await books.post(tag_event(), event(received_at=NOON + timedelta(seconds=1)))
    (root,) = books.named("Purchase")
    first, second = books.named("settle journal")
    assert (root.trace, root.parent, root.start) == (PURCHASE, None, NOON)
    assert [span.attributes["tandem.outcome"] for span in (first, second)] == ["opened", "merged"]
    assert first.parent == append_of(PURCHASE, "tag", NOON)
    assert second.parent == append_of(PURCHASE, "backend", NOON + timedelta(seconds=1))


async def test_each_try_is_a_span_with_its_answer(books: Watched) -> None:
    """Attributes by the semantic conventions for HTTP clients; the answer's own words are not repeated."""
    await books.post(event())
    books.sent("later", None)
    books.sent("hold", 401)
    books.sent("delivered", 200)
    silent, refused, taken = books.named(f"send {DESTINATION}")
    assert [span.kind for span in (silent, refused, taken)] == ["client"] * 3
    assert (silent.attributes["error.type"], refused.attributes["error.type"]) == ("no_answer", "401")
    assert "http.response.status_code" not in silent.attributes
    assert (taken.start, taken.end) == (NOON, NOON + timedelta(milliseconds=250))
    assert taken.attributes == {
        "http.request.method": "POST",
        "http.request.resend_count": 2,
        "http.response.status_code": 200,
        "server.address": "graph.facebook.com",
        "server.port": 443,
        "tandem.attempt": 3,
        "tandem.destination": DESTINATION,
        "tandem.request.events": 1,
        "tandem.verdict": "delivered",
    }
    assert (silent.failed, refused.failed, taken.failed) == (True, True, False)


async def test_what_is_withheld_says_why_and_is_no_error(books: Watched) -> None:
    await books.post(event())
    with books.ledger.turn():
        books.ledger.outbox.refuse(DESTINATION, [(1, Reason.NO_CONSENT, "ada@example.com said no")], NOON)
    (withheld,) = books.named(f"refuse {DESTINATION}")
    assert withheld.attributes == {"tandem.destination": DESTINATION, "tandem.reason": "no_consent"}
    assert not withheld.failed


async def test_a_dead_letter_is_an_error(books: Watched) -> None:
    await books.post(event())
    with books.ledger.turn():
        books.ledger.outbox.refuse(DESTINATION, [(1, Reason.REJECTED, "")], NOON)
    assert books.named(f"refuse {DESTINATION}")[0].failed


async def test_what_is_refused_from_the_first_says_so(books: Watched) -> None:
    """The dictionary gives a page view no server leg."""
    await books.post(tag_event(event_name="PageView", event_id="1"))
    assert [span.attributes["tandem.reason"] for span in books.named(f"refuse {DESTINATION}")] == ["browser_only"]


async def test_a_fate_that_was_there_before_is_not_told_again(books: Watched) -> None:
    """A refusal that changes nothing in the books is none in the trace."""
    await books.post(event(), event(event_id="order_1002"))
    with books.ledger.turn():
        books.ledger.outbox.deliver(DESTINATION, [1], NOON + timedelta(minutes=1))
    for number in range(2):
        at = NOON + timedelta(days=8, hours=number)
        with books.ledger.turn():
            books.ledger.outbox.refuse(DESTINATION, [(1, Reason.TOO_LATE, ""), (2, Reason.TOO_LATE, "")], at)
    (refused,) = books.named(f"refuse {DESTINATION}")
    assert (refused.trace, refused.start) == (
        NAMER.of_event("shop", "Purchase", "order_1002"),
        NOON + timedelta(days=8),
    )


async def test_what_a_turn_undoes_is_not_told(books: Watched) -> None:
    """A full disk, say: not then, and not with what the next turn brings."""
    await books.post(event())
    with suppress(ZeroDivisionError), books.ledger.turn():
        books.remember("delivered", 200)
        _ = 1 / 0
    assert books.fates() == {"order_1001": ("waiting", None)}
    books.sent("later", 503)
    assert [span.attributes["tandem.verdict"] for span in books.named(f"send {DESTINATION}")] == ["later"]


async def test_an_entry_that_cannot_be_settled_leaves_no_span(books: Watched) -> None:
    """The rest of its turn is told once, though the turn is undone and done again without it."""
    bodies = [entry.encode(Taken(event=event())), b'{"kind":"nonsense"}']
    await books.journal.append(bodies)
    await books.post()
    assert [span.attributes["tandem.outcome"] for span in books.named("settle journal")] == ["opened"]


async def test_an_event_that_a_source_tells_points_to_what_it_told(told_by_till: Watched) -> None:
    """The fact was received in its order's trace, before anybody knew what it would become."""
    paid = fact("paid", totals=TOTALS, grants=GRANTED)
    await told_by_till.post(OrderTold(fact=paid))
    (root,), (settled,) = told_by_till.named("Purchase"), told_by_till.named("settle journal")
    order = NAMER.of_order("shop", "1001")
    assert settled.parent == root.id
    assert settled.links == (Link(order, append_of(order, "webhook", NOON)),)


async def test_a_page_with_an_id_of_its_own_points_to_the_event_it_tells_of(told_by_till: Watched) -> None:
    """Known by the order's number: two traces, each whole, each with a way to the other."""
    paid = fact("paid", totals=TOTALS, grants=GRANTED)
    await told_by_till.post(OrderTold(fact=paid), Taken(event=tag_event(event_id="the page's own")))
    first, second = told_by_till.named("Purchase")
    own = NAMER.of_event("shop", "Purchase", "the page's own")
    assert (first.trace == second.trace, second.trace, second.parent) == (False, own, None)
    assert second.links == (Link(first.trace, first.id),)
    merged = told_by_till.named("settle journal")[1]
    assert (merged.trace, merged.links) == (first.trace, (Link(own, append_of(own, "tag", NOON)),))


async def test_what_is_not_in_the_share_is_not_told(tmp_path: Path) -> None:
    seen: list[Span] = []
    none = Namer(b"key", 1e-12)
    traced = TracedBooks(partial(open_ledger, tmp_path / "ledger.db"), none, SERVERS, seen.append)
    with open_books(tmp_path, None, lambda noted, done: traced.record(Turn(noted, done))) as books:
        await books.post(event())
    traced.close()
    assert seen == []
