from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.event.entry import PixelSeen, Refusals
from tandem.event.model import ActionSource
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.ledger.reports.balance import Arrivals, balance, prove
from tandem.ledger.reports.destinations import destination_rows
from tandem.ledger.reports.doorstep import door_refusals
from tandem.ledger.reports.events import Filters, Page, events
from tandem.ledger.reports.overview import overview
from tandem.ledger.reports.recovered import recovered
from tandem.ledger.reports.snapshot import NoLedger, snapshot
from tandem.ledger.reports.trace import trace
from tests.support.books_to_read import Books, open_books
from tests.support.clock import NOON
from tests.support.events import DENIED, DESTINATION, event, site, tag_event

OTHER = "meta:987"
DAY_AGO = NOON - timedelta(days=1)
LATER = NOON + timedelta(minutes=5)
"""Long enough after noon for the tag to have reported on the Pixel."""

PURCHASE_LEG = {("shop", "Purchase")}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


def purchase(number: int, **changes: Any) -> Any:
    return event(event_id=f"order_{number}", **changes)


# ── The balance ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_message_is_a_conversion_or_a_repetition(books: Books) -> None:
    """Five messages on two purchases are two conversions and three repetitions."""
    books.tell(tag_event(event_id="a"), event(event_id="a"), event(event_id="a"), event(event_id="b"))
    books.tell(tag_event(event_id="b"))

    with books.read() as ledger:
        told = balance(ledger)

    assert told.balanced
    assert (told.arrivals.arrivals, told.arrivals.conversions, told.arrivals.repetitions) == (5, 2, 3)


def test_each_destination_accounts_for_all_it_accepted(tmp_path: Path) -> None:
    """Accepted = delivered + refused + waiting, for each destination by itself."""
    with open_books(tmp_path, [site(destinations=(DESTINATION, OTHER))]) as books:
        books.tell(*(purchase(number) for number in range(4)))
        books.deliver(1, 2)
        books.refuse(3, Reason.REJECTED)
        books.deliver(1, to=OTHER)
        with books.read() as ledger:
            told = balance(ledger)

    assert told.balanced
    assert [(a.destination, a.accepted, a.delivered, a.refused, a.waiting) for a in told.destinations] == [
        (DESTINATION, 4, 2, 1, 1),
        (OTHER, 4, 1, 0, 3),
    ]


steps = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(0, 8), st.sampled_from(["tag", "backend"])),
        st.tuples(st.just("page"), st.integers(0, 8)),
        st.tuples(st.just("elsewhere"), st.integers(0, 3)),
        st.tuples(st.just("report"), st.integers(0, 8), st.sampled_from(["blocked", "loaded"])),
        st.tuples(st.just("deliver"), st.integers(1, 9), st.sampled_from([DESTINATION, OTHER])),
        st.tuples(st.just("refuse"), st.integers(1, 9), st.sampled_from([DESTINATION, OTHER])),
        st.tuples(st.just("postpone"), st.integers(1, 9)),
        st.tuples(st.just("revive"), st.integers(1, 9)),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(sequence=steps)
def test_the_books_balance_whatever_arrives_and_whatever_becomes_of_it(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[tuple[Any, ...]]
) -> None:
    """No order of messages, reports and fates leaves a row alone; and the roll-ups equal the full count."""
    two = site(destinations=(DESTINATION, OTHER))
    with open_books(tmp_path_factory.mktemp("books"), [two, site(name="blog", destinations=())]) as books:
        for step in sequence:
            _take(step, books)
        with books.read() as ledger:
            end = prove(ledger)
            assert balance(ledger) == end

    told = sum(step[0] in ("tell", "page", "elsewhere") for step in sequence)
    assert end.balanced
    assert end.arrivals.arrivals == told == end.arrivals.conversions + end.arrivals.repetitions
    for account in end.destinations:
        assert account.accepted == account.delivered + account.refused + account.waiting


def _take(step: tuple[Any, ...], books: Books) -> None:
    match step:
        case "tell", number, source:
            books.tell(purchase(number, source=source))
        case "page", number:
            books.tell(tag_event(event_name="PageView", event_id=f"page_{number}"))
        case "elsewhere", number:
            books.tell(purchase(number, site="blog"))
        case "report", number, state:
            named = {"event_name": "Purchase", "event_id": f"order_{number}"}
            books.tell(PixelSeen(site="shop", state=state, received_at=NOON, **named))
        case "deliver", number, to if number in _owed(books):
            books.deliver(number, to=to)
        case "refuse", number, to if number in _owed(books):
            books.refuse(number, Reason.REJECTED, to=to)
        case "postpone", number if number in _owed(books):
            books.postpone(number)
        case "revive", number if number in _owed(books):
            books.revive(number)


def _owed(books: Books) -> set[int]:
    """Only what is owed is ever sent."""
    return {row.id for row in _list(books).events if row.fates}


@pytest.mark.parametrize(
    ("tampering", "difference"),
    [
        ("DELETE FROM conversion WHERE id = 2", 2),  # its message and its outbox line stand alone
        ("DELETE FROM arrival WHERE conversion = 2", 1),
        ("DELETE FROM outbox WHERE conversion = 2", 1),
        ("DELETE FROM outbox WHERE conversion = 3", 1),  # the last one, but a request had carried it
        ("UPDATE arrival SET conversion = 1 WHERE conversion = 2", 1),
    ],
)
def test_a_row_that_vanished_shows_in_the_balance(books: Books, tampering: str, difference: int) -> None:
    """Whatever is taken out behind Tandem's back, the books no longer balance, and by how much is told."""
    books.tell(*(purchase(number) for number in range(3)))
    books.deliver(3)
    books.tamper(tampering)

    with books.read() as ledger:
        told = prove(ledger)

    assert (told.balanced, told.difference) == (False, difference)


def test_two_faults_do_not_cancel_out(books: Books) -> None:
    """One conversion lost and another told of by nobody: every sum is right, and the books still do not balance."""
    books.tell(*(purchase(number) for number in range(4)))
    books.tamper("UPDATE arrival SET conversion = 99 WHERE conversion = 2")

    with books.read() as ledger:
        told = prove(ledger)

    assert told.arrivals.arrivals == told.arrivals.conversions + told.arrivals.repetitions
    assert not told.balanced


def test_a_lost_line_that_was_never_sent_and_is_the_last_is_noticed(books: Books) -> None:
    """The conversion itself says to whom it is owed."""
    books.tell(purchase(1), purchase(2))
    books.tamper("DELETE FROM outbox WHERE conversion = 2")

    with books.read() as ledger:
        assert prove(ledger).difference == 1


@pytest.mark.parametrize(
    "tampering", ["DELETE FROM outbox WHERE conversion = 2", "DELETE FROM conversion WHERE id = 2"]
)
def test_a_row_that_vanished_shows_in_the_sums_as_well(books: Books, tampering: str) -> None:
    """What is owed and what became of it are kept apart, so that a line lost on one side is seen at once."""
    books.tell(*(purchase(number) for number in range(3)))
    books.tamper(tampering)

    with books.read() as ledger:
        assert not balance(ledger).balanced


def test_roll_ups_follow_what_is_taken_out_of_the_books(books: Books) -> None:
    """A retention sweep takes out a conversion with all that belongs to it; the sums are those of what is left."""
    books.tell(tag_event(event_id="a"), event(event_id="a"), event(event_id="b"), event(event_id="b"))
    for table in ("arrival", "outbox"):
        books.tamper(f"DELETE FROM {table} WHERE conversion = 1")
    books.tamper("DELETE FROM conversion WHERE id = 1")

    with books.read() as ledger:
        assert balance(ledger) == prove(ledger)
        assert balance(ledger).arrivals == Arrivals(2, 1, 1, 0)


def test_a_site_without_destinations_owes_nobody_and_balances(tmp_path: Path) -> None:
    """Nothing is wrong with books that are only kept."""
    with open_books(tmp_path, [site(destinations=())]) as books:
        books.tell(purchase(1), purchase(2))
        with books.read() as ledger:
            told, seen = balance(ledger), overview(ledger, DAY_AGO, LATER, (), PURCHASE_LEG)

    assert (told.balanced, told.destinations) == (True, ())
    assert seen.totals.owed_to_nobody == 2


# ── Recovered conversions ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pixel", "counts"),
    [("blocked", True), ("slow", True), ("loading", False), (None, True), ("loaded", False), ("off", False)],
)
def test_a_delivered_purchase_is_recovered_when_its_browser_leg_was_lost(
    books: Books, pixel: Any, counts: bool
) -> None:
    """Blocked, slow, or told of by no tag; not one that loaded, that may have loaded, or that had no leg to lose."""
    books.tell(purchase(1, pixel=pixel))
    books.deliver(1)

    assert _recovered(books) == int(counts)


def test_nothing_is_recovered_before_it_is_delivered(books: Books) -> None:
    """A blocked Pixel alone is a loss: only the delivered server leg makes up for it."""
    books.tell(purchase(1, pixel="blocked"))
    waiting = _recovered(books)
    books.refuse(1, Reason.REJECTED)

    assert (waiting, _recovered(books)) == (0, 0)


def test_the_tag_has_a_minute_to_report_before_its_silence_counts(books: Books) -> None:
    """A tag may still tell of what a backend told first; `blocked` is certain at once."""
    books.tell(purchase(1), purchase(2), purchase(3, pixel="blocked"))
    books.deliver(1, 2, 3)

    with books.read() as ledger:
        assert recovered(ledger, DAY_AGO, NOON + timedelta(seconds=59), PURCHASE_LEG).conversions == 1
        assert recovered(ledger, DAY_AGO, NOON + timedelta(seconds=61), PURCHASE_LEG).conversions == 3


def test_a_report_that_never_comes_is_unknown_and_not_recovered(books: Books) -> None:
    """The tab was closed while the Pixel was loading: it may have taken the event, or not."""
    books.tell(purchase(1, pixel="loading"), purchase(2, pixel="blocked"))
    books.deliver(1, 2)

    with books.read() as ledger:
        early = recovered(ledger, DAY_AGO, NOON + timedelta(seconds=59), PURCHASE_LEG)
        late = recovered(ledger, DAY_AGO, NOON + timedelta(seconds=61), PURCHASE_LEG)
    assert (early.conversions, early.unknown) == (1, 0)
    assert (late.conversions, late.unknown) == (1, 1)


def test_silence_counts_only_where_the_tracking_plan_has_a_browser_leg(books: Books) -> None:
    """A refund that a backend reports was never to be seen by a browser: nothing of it was lost."""
    books.tell(event(event_name="Refund", event_id="refund_1"), purchase(1))
    books.deliver(1, 2)

    with books.read() as ledger:
        told = recovered(ledger, DAY_AGO, LATER, PURCHASE_LEG)

    assert (told.conversions, told.delivered) == (1, 2)


def test_recovered_value_is_exact_and_never_mixes_currencies(books: Books) -> None:
    """0.10 + 0.20 is 0.30 EUR; yen stay yen; a conversion without a value adds to the count alone."""
    worths = [("0.10", "EUR"), ("0.20", "EUR"), ("5000", "JPY")]
    for number, (value, currency) in enumerate(worths):
        data = {"value": Decimal(value), "currency": currency}
        books.tell(purchase(number, pixel="blocked", custom_data=data))
    books.tell(event(event_name="Lead", event_id="lead", pixel="slow", custom_data={}))
    books.deliver(1, 2, 3, 4)

    with books.read() as ledger:
        told = recovered(ledger, DAY_AGO, LATER, PURCHASE_LEG)

    assert [(w.currency, str(w.value), w.conversions) for w in told.worth] == [("EUR", "0.30", 2), ("JPY", "5000", 1)]
    assert {lost.pixel: lost.conversions for lost in told.lost} == {"blocked": 3, "slow": 1}
    assert told.conversions == 4


def _recovered(books: Books) -> int:
    with books.read() as ledger:
        return recovered(ledger, DAY_AGO, LATER, PURCHASE_LEG).conversions


# ── The overview ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_overview_says_what_arrived_from_where_and_what_became_of_it(books: Books) -> None:
    """Every headline figure, from messages sent one by one."""
    books.tell(tag_event(event_id="a"), event(event_id="a"), event(event_id="b"), event(event_id="c", grants=DENIED))
    books.tell(tag_event(event_name="PageView", event_id="page"), event(event_id="d"))
    books.deliver(1, 2)
    books.refuse(3, Reason.NO_CONSENT, "manual")

    with books.read() as ledger:
        seen = overview(ledger, DAY_AGO, LATER, (DESTINATION,), PURCHASE_LEG)

    totals = seen.totals
    assert totals.arrivals == {"tag": 2, "backend": 4}
    assert (totals.conversions, totals.repetitions, totals.told_by_both) == (5, 1, 1)
    assert (totals.delivered, totals.waiting) == (2, 1)
    assert totals.refused == {Reason.NO_CONSENT: 1, Reason.BROWSER_ONLY: 1}
    assert [(row.event_name, row.conversions, row.tag, row.backend) for row in seen.events] == [
        ("Purchase", 4, 1, 4),
        ("PageView", 1, 1, 0),
    ]
    assert [(row.delivered, row.waiting, row.withheld, row.refused) for row in seen.events] == [
        (2, 1, 1, 0),
        (0, 0, 1, 0),
    ]


def test_the_window_holds_only_what_was_first_heard_of_in_it(books: Books) -> None:
    """Yesterday's conversions do not count today, even when a second message on one of them comes in."""
    books.tell(purchase(1, received_at=NOON - timedelta(days=2)), purchase(1), purchase(2))

    with books.read() as ledger:
        totals = overview(ledger, DAY_AGO, LATER, (), ()).totals

    assert (totals.conversions, sum(totals.arrivals.values()), totals.repetitions) == (1, 1, 0)


@pytest.mark.parametrize("hours", [1, 6, 24, 168, 720])
def test_the_chart_shows_every_fate_of_the_window_once_and_has_no_gaps(books: Books, hours: int) -> None:
    """The slices add up to the headline figures, and each begins where the one before ended."""
    for minute in range(0, 60, 7):
        books.tell(purchase(minute, received_at=NOON - timedelta(minutes=minute)))
    books.deliver(1, 2)
    books.refuse(3, Reason.TOO_THIN)
    books.refuse(4, Reason.NO_CONSENT)

    with books.read() as ledger:
        seen = overview(ledger, NOON - timedelta(hours=hours), NOON, (), ()).series

    steps = {b.at - a.at for a, b in zip(seen.slices, seen.slices[1:], strict=False)}
    assert steps == {timedelta(seconds=seen.step)}
    assert sum(s.delivered for s in seen.slices) == 2
    assert sum(s.refused for s in seen.slices) == 1
    assert sum(s.withheld for s in seen.slices) == 1
    assert sum(s.waiting for s in seen.slices) == 5
    assert 20 <= len(seen.slices) <= 80


def test_a_destination_that_waits_for_a_mended_token_is_shown_as_held(books: Books) -> None:
    """The last answer decides: held while it says so, released by the next delivery."""
    books.tell(purchase(1, received_at=NOON - timedelta(hours=30)), purchase(2))
    books.answer(1, 2, verdict="hold", status=400, answer='{"error":{"code":190,"message":"expired"}}')
    with books.read() as ledger:
        (held,) = destination_rows(ledger, DAY_AGO, ())
    books.deliver(1, 2)
    with books.read() as ledger:
        (mended,) = destination_rows(ledger, DAY_AGO, ())

    assert (held.held, held.backlog, held.waiting) == (True, 2, 1)
    assert held.oldest_waiting_at == NOON - timedelta(hours=30)
    assert held.last_request is not None
    assert "190" in held.last_request.answer
    assert (mended.held, mended.backlog, mended.oldest_waiting_at) == (False, 0, None)


def test_a_destination_that_was_never_used_is_listed_all_the_same(books: Books) -> None:
    """A newcomer sees the dataset they configured before the first event."""
    with books.read() as ledger:
        (row,) = destination_rows(ledger, DAY_AGO, (DESTINATION,))

    assert (row.destination, row.delivered, row.last_request) == (DESTINATION, 0, None)


def test_what_was_refused_at_the_door_is_summed_over_the_window_with_its_latest_words(books: Books) -> None:
    """Three hours of the same mistake are one line; the wording is that of the last hour."""
    for hour, problem in ((3, "is missing"), (1, "is still missing"), (50, "was missing")):
        books.tell(_refusals(problem, count=hour, received_at=NOON - timedelta(hours=hour)))

    with books.read() as ledger:
        (line,) = door_refusals(ledger, DAY_AGO)

    assert (line.count, line.problem, line.field) == (4, "is still missing", "custom_data.currency")
    assert line.latest_hour == NOON - timedelta(hours=1)


def _refusals(problem: str, **changes: Any) -> Refusals:
    fields: dict[str, Any] = {
        "site": "shop",
        "source": "backend",
        "reason": Reason.MISSING_FIELD,
        "field": "custom_data.currency",
        "problem": problem,
        "cure": "Add currency.",
    }
    return Refusals(**{**fields, **changes})


# ── Events and their traces ──────────────────────────────────────────────────────────────────────────────


def _list(books: Books, before: int | None = None, limit: int = 50, **filters: Any) -> Page:
    with books.read() as ledger:
        return events(ledger, Filters(**filters), before, limit, LATER, PURCHASE_LEG)


@pytest.fixture
def varied(books: Books) -> Books:
    """1: both legs, delivered. 2: blocked, delivered. 3: rejected. 4: a page view. 5: a lead that waits."""
    books.tell(tag_event(event_id="order_1", pixel="loaded"), purchase(1), purchase(2, pixel="blocked"), purchase(3))
    books.tell(tag_event(event_name="PageView", event_id="p1", pixel="loaded", custom_data={}))
    books.tell(event(event_name="Lead", event_id="lead_1", custom_data={}))
    books.deliver(1, 2)
    books.refuse(3, Reason.REJECTED)
    return books


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"event_name": "Lead"}, [5]),
        ({"text": "order_"}, [3, 2, 1]),
        ({"text": "1001"}, [3, 2, 1]),  # the order id of each purchase
        ({"text": "%"}, []),
        ({"fate": "delivered"}, [2, 1]),
        ({"reason": Reason.REJECTED}, [3]),
        ({"fate": "delivered", "reason": Reason.REJECTED}, []),
        ({"source": "tag"}, [4, 1]),
        ({"pixel": "blocked"}, [2]),
        ({"pixel": "none"}, [5, 3]),
        ({"recovered": True}, [2]),
    ],
)
def test_events_can_be_found_by_what_is_known_of_them(varied: Books, filters: dict[str, Any], ids: list[int]) -> None:
    """Name, a part of an id, state, reason, source, browser leg."""
    assert [row.id for row in _list(varied, **filters).events] == ids


def test_pages_neither_repeat_nor_skip_while_new_events_arrive(books: Books) -> None:
    """Paging by number: what comes in meanwhile stands on no older page."""
    books.tell(*(purchase(number) for number in range(5)))
    first = _list(books, limit=2)
    books.tell(purchase(99))
    second = _list(books, before=first.next, limit=2)
    third = _list(books, before=second.next, limit=2)

    assert [[row.id for row in page.events] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.next is None


def test_a_trace_tells_of_every_message_fate_and_request(books: Books) -> None:
    """From the tag's message over the backend's to the answer, with what each brought and lost on the way."""
    unusable = Unusable("ph", "is not a phone number", "Send it with its country code.")
    books.tell(tag_event(pixel="blocked"), event(received_at=NOON + timedelta(seconds=2), dropped=(unusable,)))
    books.tell(purchase(7))
    books.answer(1, 2, status=None, verdict="later", answer="timeout")
    books.deliver(1, 2, at=NOON + timedelta(seconds=9))

    with books.read() as ledger:
        told = trace(ledger, 1, LATER, PURCHASE_LEG)

    assert told is not None
    assert [(a.source, a.ads, a.signal) for a in told.arrivals] == [
        ("tag", "granted", "manual"),
        ("backend", "granted", "manual"),
    ]
    assert told.arrivals[0].keys == ("em", "fbp", "client_ip_address", "client_user_agent")
    assert (told.arrivals[0].dropped, told.arrivals[1].dropped) == ((), (unusable,))
    assert [(f.destination, f.state, f.attempts) for f in told.fates] == [(DESTINATION, "delivered", 2)]
    assert told.fates[0].settled_at == NOON + timedelta(seconds=9)
    assert [(r.request.verdict, r.request.status, r.request.events) for r in told.requests] == [
        ("later", None, 2),
        ("delivered", 200, 2),
    ]
    assert (told.erased, told.event.recovered, told.event.sources) == (True, True, ("tag", "backend"))


@pytest.mark.parametrize("place", ["website", "phone_call", "physical_store", "system_generated"])
def test_a_trace_says_where_the_event_happened(books: Books, place: ActionSource) -> None:
    """In Meta's words."""
    books.tell(event(action_source=place))
    with books.read() as ledger:
        told = trace(ledger, 1, LATER, ())
    assert told is not None
    assert told.action_source == place


def test_what_a_destination_repeats_of_a_person_is_blotted_out(books: Books) -> None:
    """An answer that quotes an address or a hash shows neither."""
    quoted = f'{{"error":{{"message":"ada@example.com is {"ab" * 32}"}}}}'
    books.tell(purchase(1))
    books.answer(1, verdict="never", status=400, answer=quoted)
    books.refuse(1, Reason.REJECTED, quoted)

    with books.read() as ledger:
        told = trace(ledger, 1, LATER, ())

    assert told is not None
    shown = told.requests[0].request.answer + (told.fates[0].detail or "")
    assert "ada@" not in shown
    assert "abab" not in shown


def test_there_is_no_trace_of_what_never_came(books: Books) -> None:
    """An unknown number is None, not an error."""
    with books.read() as ledger:
        assert trace(ledger, 404, LATER, ()) is None


def test_reading_before_the_worker_has_made_the_ledger_says_so(tmp_path: Path) -> None:
    """A dashboard may be up before the worker: that is no fault, and no file is made."""
    with pytest.raises(NoLedger), snapshot(tmp_path / "ledger.db"):
        pass
    assert not (tmp_path / "ledger.db").exists()


def test_a_snapshot_does_not_change_while_it_is_read(books: Books) -> None:
    """Figures of one answer belong together, whatever the worker writes meanwhile."""
    books.tell(purchase(1))
    with books.read() as ledger:
        before = balance(ledger)
        books.tell(purchase(2))
        assert balance(ledger) == before
    with books.read() as ledger:
        assert balance(ledger).arrivals.conversions == 2
