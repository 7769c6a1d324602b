"""
The ledger's promises: one row per conversion, one fate per destination, nothing half done, and books that balance.

Asked through the path that writes it, journal entries in and rows out, so that another ledger can be asked the same.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tandem.event import entry
from tandem.event.entry import ConsentChanged, Entry, PixelSeen, Refusals, Taken
from tandem.event.model import Grants
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.kit.clock import micros
from tandem.kit.lock import LockedElsewhere
from tandem.ledger.merge import merge
from tandem.ledger.outbox import Requested
from tandem.ledger.sqlite import SqliteLedger
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import ADA, DENIED, DESTINATION, FBC, FBP, GRANTED, UNKNOWN, event, sha256, site, tag_event

SOON = NOON + timedelta(seconds=2)
PIXEL = PixelSeen(site="shop", event_name="Purchase", event_id="order_1001", state="blocked", received_at=NOON)
REFUSALS = Refusals(
    site="shop",
    source="tag",
    reason=Reason.MALFORMED,
    field="body",
    problem="is bad",
    cure="Mend it.",
    count=3,
    received_at=NOON,
)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


async def test_two_legs_of_one_event_are_one_conversion(books: Books) -> None:
    await books.post(tag_event(), event())
    assert books.count("conversion") == 1
    assert books.ask("SELECT source FROM arrival ORDER BY entry") == [("tag",), ("backend",)]
    assert books.due(SOON) == ["order_1001"]


@pytest.mark.parametrize(
    "other", [{"event_id": "order_1002"}, {"event_name": "Lead"}, {"site": "bikes"}, {"event_id": "ORDER_1001"}]
)
async def test_another_site_name_or_id_is_another_conversion(books: Books, other: dict[str, Any]) -> None:
    """Exact strings, as Meta compares them."""
    await books.post(event(), event(**other))
    assert books.count("conversion") == 2


async def test_a_page_reloaded_three_times_is_one_conversion(books: Books) -> None:
    await books.post(*[tag_event(received_at=NOON + timedelta(minutes=n)) for n in range(4)])
    assert (books.count("conversion"), books.count("arrival"), books.count("outbox")) == (1, 4, 1)


async def test_the_bookmark_moves_with_what_it_passes(books: Books) -> None:
    await books.post(event())
    assert books.ledger.bookmark() == 1
    await books.post(event(event_id="2"), event(event_id="3"))
    assert books.ledger.bookmark() == 3
    assert books.settle() == 0


class PowerCut(Exception):
    pass


async def test_a_settlement_that_breaks_off_leaves_nothing_of_itself(books: Books) -> None:
    """Neither rows without a bookmark nor a bookmark without rows; repeated, it is done once."""
    entries = [Taken(event=event()), Taken(event=tag_event(event_id="2"))]
    await books.journal.append([entry.encode(each) for each in entries])

    class BreaksOff(SqliteLedger):
        def move_bookmark(self, entry: int) -> None:
            super().move_bookmark(entry)
            raise PowerCut

    books.ledger.close()
    books.ledger = BreaksOff(books.folder / "ledger.db")
    with pytest.raises(PowerCut):
        books.settle()
    books.crash()
    assert (books.count("conversion"), books.count("arrival"), books.ledger.bookmark()) == (0, 0, 0)
    assert books.settle() == 2
    assert (books.count("conversion"), books.ledger.bookmark()) == (2, 2)


async def test_entries_appended_again_after_a_crash_of_the_sender_double_nothing(books: Books) -> None:
    """A sender that heard no answer sends again: the same ids, the same rows."""
    sent = [event(event_id=str(number)) for number in range(5)]
    await books.post(*sent)
    await books.post(*sent)
    assert (books.count("conversion"), books.count("outbox"), books.count("arrival")) == (5, 5, 10)


async def test_an_entry_that_cannot_be_read_holds_up_nobody(books: Books) -> None:
    await books.journal.append([b"\x00 damaged", b'{"kind":"of another version"}'])
    await books.post(event())
    assert books.ledger.bookmark() == 3
    assert books.due(SOON) == ["order_1001"]
    assert books.ask("SELECT entry, body FROM set_aside ORDER BY entry") == [
        (1, b"\x00 damaged"),
        (2, b'{"kind":"of another version"}'),
    ]


async def test_an_event_waits_for_its_other_leg(books: Books) -> None:
    """Three quarters of a second by default, so that one sending carries what both legs know."""
    await books.post(tag_event())
    assert books.due(NOON + timedelta(milliseconds=749)) == []
    assert books.due(NOON + timedelta(milliseconds=750)) == ["order_1001"]


async def test_what_has_no_server_leg_has_its_fate_at_once_and_nothing_of_its_visitor_is_kept(books: Books) -> None:
    await books.post(tag_event(event_name="PageView", event_id="p"))
    assert books.fates() == {"p": ("refused", "browser_only")}
    assert books.events() == [None]


async def test_an_event_of_a_site_that_is_no_longer_there_is_kept_and_owed_to_nobody(books: Books) -> None:
    await books.post(event(site="closed"))
    assert (books.count("conversion"), books.count("outbox")) == (1, 0)


async def test_a_leg_that_comes_after_the_sending_sends_nothing_again(books: Books) -> None:
    await books.post(event())
    books.deliver(SOON)
    await books.post(tag_event(received_at=SOON))
    assert books.due(SOON + timedelta(days=1)) == []
    assert books.fates() == {"order_1001": ("delivered", None)}
    assert (books.count("conversion"), books.count("arrival")) == (1, 2)


async def test_a_late_leg_still_tells_what_became_of_the_browsers(books: Books) -> None:
    await books.post(event())
    books.deliver(SOON)
    await books.post(tag_event(received_at=SOON, pixel="blocked"))
    assert books.ask("SELECT pixel FROM conversion") == [("blocked",)]


async def test_a_fate_never_changes(books: Books) -> None:
    """Whatever is recorded after it: a second delivery, a refusal, another hour."""
    await books.post(event())
    books.deliver(SOON)
    before = books.ask("SELECT * FROM outbox")
    with books.ledger.turn():
        books.ledger.outbox.refuse(DESTINATION, [(1, Reason.REJECTED, "too late to say")], SOON)
        books.ledger.outbox.postpone(DESTINATION, [1], SOON)
        books.ledger.outbox.deliver(DESTINATION, [1], SOON + timedelta(hours=1))
    assert books.ask("SELECT * FROM outbox") == before


async def test_once_nobody_is_owed_the_event_its_visitor_is_erased(books: Books, tmp_path: Path) -> None:
    """Hashes, address, browser, URL: gone. What it was and what it was worth stays."""
    await books.post(tag_event(person=ADA))
    books.deliver(SOON)
    assert books.events() == [None]
    assert books.ask("SELECT visitor, order_id, value, currency FROM conversion") == [(None, "1001", "49.90", "EUR")]


async def test_with_two_destinations_it_is_erased_after_the_last_fate(tmp_path: Path) -> None:
    with open_books(tmp_path, {"shop": site(destinations=("meta:1", "meta:2"))}) as books:
        await books.post(event())
        books.deliver(SOON, "meta:1")
        assert books.events() != [None]
        books.deliver(SOON, "meta:2")
        assert books.events() == [None]
        assert books.balance()


async def test_a_withdrawal_is_found_by_the_visitor_it_concerns(books: Books) -> None:
    """The visitor is known by the SHA-256 of the fbp cookie, and by nothing else."""
    stranger = event(event_id="stranger", person=Person(fbp="fb.1.1763812800000.7"))
    await books.post(event(), stranger)
    withdrawn = Grants("denied", "manual", SOON)
    await books.post(ConsentChanged(site="shop", visitor=sha256(FBP), grants=withdrawn, received_at=SOON))
    found = {entry.decode_event(row.body or b"").event_id: row.withdrawn_at for row in books.claim(SOON)}
    assert found == {"order_1001": SOON, "stranger": None}


async def test_a_withdrawal_at_one_shop_is_none_at_another(books: Books) -> None:
    await books.post(event(), ConsentChanged(site="bikes", visitor=sha256(FBP), grants=DENIED, received_at=SOON))
    assert [row.withdrawn_at for row in books.claim(SOON)] == [None]


async def test_of_two_withdrawals_the_later_one_stands(books: Books) -> None:
    for at in (SOON, NOON):
        grants = Grants("denied", "manual", at)
        await books.post(ConsentChanged(site="shop", visitor=sha256(FBP), grants=grants, received_at=at))
    assert books.ask("SELECT at FROM withdrawal") == [(micros(SOON),)]


@pytest.mark.parametrize("told", list(itertools.permutations([tag_event(pixel="loading"), PIXEL, event()])), ids=str)
async def test_a_report_on_the_browser_leg_counts_before_between_and_after_the_legs(
    books: Books, told: tuple[Any, ...]
) -> None:
    await books.post(*told)
    assert books.ask("SELECT pixel FROM conversion") == [("blocked",)]
    assert books.count("pixel_report") == 0


@pytest.mark.parametrize("states", list(itertools.permutations(["slow", "loaded", "loading"])))
async def test_of_several_reports_the_one_that_knows_most_counts(books: Books, states: tuple[Any, ...]) -> None:
    """That the Pixel took the event outweighs an earlier word that it was late, in whatever order they come."""
    reports = [
        PixelSeen(site="shop", event_name="Purchase", event_id="order_1001", state=s, received_at=NOON) for s in states
    ]
    await books.post(*reports[:2], tag_event(pixel="loading"), *reports[2:])
    assert books.ask("SELECT pixel FROM conversion") == [("loaded",)]


async def test_refusals_are_counted_by_the_hour(books: Books) -> None:
    later = msgspec.structs.replace(REFUSALS, count=4)
    next_hour = msgspec.structs.replace(REFUSALS, received_at=NOON + timedelta(hours=1))
    await books.post(REFUSALS, later, next_hour)
    assert books.ask("SELECT hour, reason, field, count FROM refusal ORDER BY hour") == [
        (micros(NOON), "malformed", "body", 7),
        (micros(NOON + timedelta(hours=1)), "malformed", "body", 3),
    ]


async def test_an_answer_that_arrives_ends_the_waiting_for_it(books: Books) -> None:
    """The tag did not know; the shop does: the event goes now and not when the wait for an answer would have ended."""
    await books.post(tag_event(grants=UNKNOWN))
    with books.ledger.turn():
        books.ledger.outbox.postpone(DESTINATION, [1], NOON + timedelta(minutes=10))
    assert books.due(SOON) == []
    await books.post(event(grants=GRANTED, received_at=SOON))
    assert books.due(SOON) == ["order_1001"]


async def test_a_further_leg_does_not_hasten_what_a_destination_asked_to_wait_for(books: Books) -> None:
    await books.post(tag_event(grants=GRANTED))
    with books.ledger.turn():
        books.ledger.outbox.postpone(DESTINATION, [1], NOON + timedelta(minutes=10))
    await books.post(event(grants=GRANTED, received_at=SOON))
    assert books.due(SOON) == []


async def test_a_refusal_on_either_leg_takes_the_visitor_out_of_both(books: Books) -> None:
    await books.post(tag_event(grants=Grants("granted", "manual", NOON)), event(grants=Grants("denied", "shop", SOON)))
    (kept,) = books.events()
    assert kept is not None
    assert (kept.person, kept.client_ip_address, kept.event_source_url) == (Person(), None, None)
    assert books.ask("SELECT visitor, ads FROM conversion") == [(None, "denied")]


async def test_each_try_is_counted_and_remembered_with_its_answer(books: Books) -> None:
    await books.post(event(), event(event_id="2"))
    asked = Requested(destination=DESTINATION, sent_at=SOON, took=1_500, status=503, verdict="later", answer="busy")
    with books.ledger.turn():
        books.ledger.outbox.remember(asked, [1, 2])
        books.ledger.outbox.remember(asked, [1])
    assert [row.attempts for row in books.claim(SOON)] == [2, 1]
    assert books.ask("SELECT events, status, answer FROM request") == [(2, 503, "busy"), (1, 503, "busy")]
    assert books.count("attempt") == 3


async def test_a_fate_at_the_destination_keeps_the_event_so_that_it_can_be_mended(books: Books) -> None:
    """Dead, not merely refused: with all that another try needs. A refusal by rule keeps nothing of the visitor."""
    await books.post(event(event_id="dead"), event(event_id="refused"))
    with books.ledger.turn():
        refusals = [(1, Reason.REJECTED, "100/2804009"), (2, Reason.NO_CONSENT, "")]
        books.ledger.outbox.refuse(DESTINATION, refusals, SOON)
    assert books.fates() == {"dead": ("dead", "rejected"), "refused": ("refused", "no_consent")}
    kept, erased = books.events()
    assert kept is not None
    assert (kept.person, erased) == (ADA, None)


async def test_a_dead_letter_can_be_revived_and_nothing_else_can(books: Books) -> None:
    await books.post(event(event_id="dead"), event(event_id="sent"), event(event_id="refused"), event(event_id="due"))
    with books.ledger.turn():
        books.ledger.outbox.refuse(DESTINATION, [(1, Reason.REJECTED, "no"), (3, Reason.NO_CONSENT, "")], SOON)
        books.ledger.outbox.deliver(DESTINATION, [2], SOON)
        assert books.ledger.outbox.revive(DESTINATION, [1, 2, 3, 4], SOON) == 1
    assert sorted(books.due(SOON)) == ["dead", "due"]


async def test_an_event_is_unsendable_after_seven_days_and_one_of_a_shop_of_stone_after_sixty_two(books: Books) -> None:
    """Meta's own limits, by the moment it happened and not by the moment it arrived."""
    happened = NOON - timedelta(days=2)
    await books.post(event(event_id="web", event_time=happened))
    await books.post(event(event_id="shop", event_time=happened, action_source="physical_store"))
    assert books.ask("SELECT deadline FROM outbox ORDER BY conversion") == [
        (micros(NOON + timedelta(days=5)),),
        (micros(NOON + timedelta(days=60)),),
    ]


async def test_a_leg_that_tells_of_an_earlier_moment_brings_the_deadline_forward(books: Books) -> None:
    await books.post(tag_event(), event(event_time=NOON - timedelta(hours=5)))
    assert books.ask("SELECT deadline FROM outbox") == [(micros(NOON + timedelta(days=7, hours=-5)),)]


async def test_a_second_worker_is_refused(books: Books, tmp_path: Path) -> None:
    with pytest.raises(LockedElsewhere):
        SqliteLedger(tmp_path / "ledger.db")


def test_the_backend_is_believed_about_the_order_and_the_tag_about_the_visitor() -> None:
    told_by_tag = tag_event(
        custom_data={"value": Decimal("40"), "currency": "EUR", "content_name": "Tandem"},
        person=Person(fbp=FBP, fbc=FBC, em=("a" * 64,)),
        event_time=NOON + timedelta(seconds=3),
        action_source="website",
    )
    told_by_shop = event(
        custom_data={"value": Decimal("49.90"), "currency": "EUR", "order_id": "1001"},
        person=Person(fbp="fb.1.1700000000000.7", em=("b" * 64,), external_id=("c" * 64,)),
        client_ip_address="198.51.100.7",
        event_time=NOON,
    )
    one, other = merge(told_by_tag, told_by_shop), merge(told_by_shop, told_by_tag)
    assert one == other
    assert one.custom_data == {
        "value": Decimal("49.90"),
        "currency": "EUR",
        "order_id": "1001",
        "content_name": "Tandem",
    }
    assert one.person == Person(fbp=FBP, fbc=FBC, em=("a" * 64, "b" * 64), external_id=("c" * 64,))
    assert (one.client_ip_address, one.event_time) == ("203.0.113.9", NOON)


@pytest.mark.parametrize("said", ["phone_call", "physical_store"])
def test_who_says_where_it_happened_is_believed_and_silence_takes_nothing_back(said: str) -> None:
    """`website` is also what is written where nobody says, so it never goes before another place."""
    call, silent = event(action_source=said), event(source="webhook")
    places = [
        merge(*two).action_source for two in ((call, silent), (silent, call), (tag_event(), call), (call, tag_event()))
    ]
    assert places == [said] * 4


def test_a_leg_without_the_visitors_context_does_not_erase_the_others() -> None:
    merged = merge(tag_event(), event(client_ip_address=None))
    assert (merged.client_ip_address, merged.client_user_agent) == ("203.0.113.9", "Mozilla/5.0")


LEGS: Mapping[str, Entry] = {
    "tag": Taken(event=tag_event(person=Person(fbp=FBP, em=("a" * 64,)), grants=UNKNOWN)),
    "backend": Taken(event=event(person=Person(em=("b" * 64,), external_id=("c" * 64,)), grants=GRANTED)),
    "pixel": PIXEL,
}


@profile(max_examples=25)
@given(
    order=st.lists(st.sampled_from(sorted(LEGS)), min_size=1, max_size=8).filter(
        lambda order: {"tag", "backend"} <= set(order)
    ),
    cuts=st.integers(1, 4),
)
async def test_in_whatever_order_and_however_often_the_legs_come_they_make_one_and_the_same_event(
    order: list[str], cuts: int
) -> None:
    """Two legs and a report, repeated and shuffled, settled in bites of any size, with a crash in between."""
    with tempfile.TemporaryDirectory() as folder, open_books(Path(folder)) as books:
        await books.journal.append([entry.encode(LEGS[name]) for name in order])
        while books.settle(cuts):
            books.crash()
        (merged,) = books.events()
        assert merged is not None
        assert merged.person == Person(fbp=FBP, em=("a" * 64, "b" * 64), external_id=("c" * 64,))
        assert merged.grants == GRANTED
        assert merged.client_ip_address == "203.0.113.9"
        assert books.ask("SELECT pixel FROM conversion") == [("blocked" if "pixel" in order else "loading",)]
        assert books.count("arrival") == sum(name != "pixel" for name in order)
        assert books.balance()


TRAFFIC = st.builds(
    event,
    event_id=st.sampled_from("abc"),
    event_name=st.sampled_from(["Purchase", "Lead", "PageView"]),
    source=st.sampled_from(["tag", "backend"]),
    grants=st.sampled_from([GRANTED, DENIED, UNKNOWN]),
    received_at=st.integers(0, 900).map(lambda seconds: NOON + timedelta(seconds=seconds)),
)


@given(st.lists(st.one_of(TRAFFIC, st.just("deliver"), st.just("crash")), max_size=15))
async def test_the_books_balance_whatever_happens(happenings: list[Any]) -> None:
    """Events, deliveries and crashes in any order: each conversion is owed once, and has one fate or none yet."""
    with tempfile.TemporaryDirectory() as folder, open_books(Path(folder)) as books:
        sent = set()
        for happening in happenings:
            if happening == "deliver":
                books.deliver(NOON + timedelta(hours=1))
            elif happening == "crash":
                books.crash()
            else:
                sent.add((happening.event_name, happening.event_id))
                await books.post(happening)
        assert set(books.ask("SELECT event_name, event_id FROM conversion")) == sent
        assert books.balance()
        erased = books.ask("SELECT count(*) FROM conversion WHERE body IS NULL")[0][0]
        settled = books.ask("SELECT count(*) FROM outbox WHERE state != 'waiting'")[0][0]
        assert erased == settled
