"""A person is taken out of everything. Proved by the bytes of the files, and read off the books afterwards."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from tandem.config.schema import Consent
from tandem.dispatch import dispatch
from tandem.event import entry
from tandem.event.checkout import Checkout
from tandem.event.entry import CheckoutTold, ConsentChanged, OrderTold, Taken
from tandem.event.order import OrderFact, Totals
from tandem.event.outcome import Reason
from tandem.event.person import Person as Someone
from tandem.event.visit import Carried
from tandem.identity.traces import traces
from tandem.identity.visits import Visits
from tandem.journal.reader import SqliteJournalReader
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.clock import micros
from tandem.ledger.erasing import Person
from tandem.settle import settle
from tandem.upkeep.erase import Erased, JournalErased, erase_journal, erase_ledger
from tandem.upkeep.erased import UNREADABLE, cleared
from tandem.upkeep.progress import Progress
from tandem.upkeep.residue import files_with
from tests.support.books import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.events import DENIED, FBP, GRANTED, event, sha256, site, tag_event
from tests.support.meta_answers import always, lane, refusing, taking

SOON = NOON + timedelta(seconds=2)
EMAIL = sha256("ada@example.com")
BOB = Someone(em=(sha256("bob@example.com"),), fbp="fb.1.1763812800000.2222222222")
ADA = Person(traces({"email": "ada@example.com", "fbp": FBP}, ["DE"]))
T = TypeVar("T")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SOON)


def run(work: Generator[Progress, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            report: T = end.value
            return report


def erase(books: Books, clock: StandingClock, person: Person = ADA) -> Erased:
    file = books.folder / "ledger.db"
    return run(erase_ledger(books.ledger, person, ("email",), JournalErased(), file, clock, "the operator"))


def conversions_seen_from_outside(folder: Path) -> int:
    """By a process of its own: of two connections in one process neither takes the other for gone."""
    look = "print(*__import__('sqlite3').connect('ledger.db').execute('SELECT count(*) FROM conversion').fetchone())"
    done = subprocess.run([sys.executable, "-c", look], cwd=folder, capture_output=True, check=True)
    return int(done.stdout)


def held_by(folder: Path, person: Person = ADA) -> tuple[str, ...]:
    return files_with(folder, person.sought())


def fact(**changes: Any) -> OrderTold:
    words: dict[str, Any] = {
        "site": "shop",
        "order_id": "1001",
        "source": "woo",
        "kind": "paid",
        "at": NOON,
        "received_at": NOON,
        "delivery_id": "d1",
        "totals": Totals(currency="EUR", gross=Decimal("49.90")),
        "person": Someone(em=(EMAIL,)),
        "client_ip_address": "203.0.113.9",
        "grants": GRANTED,
    }
    return OrderTold(fact=OrderFact(**{**words, **changes}))


async def test_what_waits_is_stopped_and_nothing_of_the_person_is_left(books: Books, clock: StandingClock) -> None:
    """Not a byte in any file; the order and its worth stay, and so does everybody else."""
    bobs = {"value": 1, "currency": "EUR", "order_id": "1002"}
    await books.post(tag_event(), event(event_id="bobs", person=BOB, custom_data=bobs))
    assert held_by(books.folder)
    report = erase(books, clock)
    assert (report.conversions, report.stopped, report.clean) == (1, 1, True)
    assert held_by(books.folder) == ()
    assert books.fates() == {"order_1001": ("refused", Reason.ERASED), "bobs": ("waiting", None)}
    assert books.ask("SELECT order_id, value, currency, body FROM conversion WHERE id = 1") == [
        ("1001", "49.90", "EUR", None)
    ]
    assert books.balance()
    wire = always(taking)
    assert await dispatch(lane(books, wire, clock)) == 1


async def test_an_erasure_leaves_the_books_to_whoever_has_them_open(books: Books, clock: StandingClock) -> None:
    """Another program looks into the ledger afterwards, as a backup does: what is written next is not lost with it."""
    await books.post(tag_event())
    erase(books, clock)
    assert conversions_seen_from_outside(books.folder) == 1
    await books.post(event(event_id="next"))
    assert conversions_seen_from_outside(books.folder) == 2
    books.crash()
    assert books.count("conversion") == 2


async def test_a_dead_letter_of_the_person_is_refused_for_good(books: Books, clock: StandingClock) -> None:
    await books.post(event(event_id="bad"), event(event_id="good"))
    await dispatch(lane(books, always(refusing(["bad"])), clock))
    assert erase(books, clock).stopped == 1
    assert books.fates()["bad"] == ("refused", Reason.ERASED)
    assert held_by(books.folder) == ()


async def test_what_is_on_its_way_is_answered_and_written_down(books: Books, clock: StandingClock) -> None:
    """The destination took it: the books say so. What comes back unsent has nothing left to send."""
    await books.post(event(event_id="taken"), event(event_id="late"))
    claimed = books.claim(SOON)
    erase(books, clock)
    with books.ledger.turn():
        books.ledger.outbox.deliver("meta:1234567890", [claimed[0].conversion], clock())
        books.ledger.leases.give_back("meta:1234567890", [claimed[1].conversion], "a dispatcher")
    await dispatch(lane(books, always(taking), clock))
    assert sorted(books.fates().values(), key=str) == [("delivered", None), ("refused", Reason.ERASED)]


async def test_a_checkout_of_the_person_is_nobodys(tmp_path: Path, clock: StandingClock) -> None:
    """In the journal, and in what was remembered of it."""
    told = Checkout(
        site="shop", source="bikes", at=NOON, received_at=NOON, person=Someone(em=(EMAIL,)), links=("cart:1",)
    )
    body = entry.encode(CheckoutTold(checkout=told))
    kept = cleared(body, ADA, SOON)
    assert kept is not None
    assert entry.decode(kept) == CheckoutTold(checkout=Checkout(site="shop", source="bikes", at=NOON, received_at=NOON))
    with open_books(tmp_path, {"shop": site(consent=Consent(policy="opt-out"))}) as books:
        await books.post(CheckoutTold(checkout=told))
        assert held_by(tmp_path)
        assert erase(books, clock).visits == 1
        assert held_by(tmp_path) == ()


async def test_facts_of_orders_stay_and_are_nobodys(books: Books, clock: StandingClock) -> None:
    await books.post(fact())
    assert held_by(books.folder)
    assert erase(books, clock).order_facts == 1
    (bare,) = books.ledger.orders.facts("shop", "1001")
    assert (bare.totals, bare.kind, bare.at) == (Totals(currency="EUR", gross=Decimal("49.90")), "paid", NOON)
    assert (bare.person, bare.client_ip_address, bare.links, bare.grants.ads) == (Someone(), None, (), "denied")
    assert held_by(books.folder) == ()


async def test_an_event_of_the_order_goes_with_the_person_who_ordered(books: Books, clock: StandingClock) -> None:
    """The tag knew the browser, the shop the address: both were one customer."""
    await books.post(fact(), tag_event(person=Someone(fbp=BOB.fbp)))
    report = erase(books, clock, Person(traces({"email": "ada@example.com"}, [])))
    assert report.conversions == 1
    assert books.ask("SELECT body FROM conversion") == [(None,)]


async def test_remembered_visits_and_withdrawals_go(books: Books, clock: StandingClock) -> None:
    withdrawal = ConsentChanged(site="shop", visitor=sha256(FBP), grants=DENIED, received_at=NOON)
    await books.post(withdrawal, tag_event(), event(event_id="bobs", person=BOB))
    assert books.count("visit") == 1
    assert erase(books, clock).visits == 1
    assert (books.count("visit"), books.count("visit_link"), books.count("withdrawal")) == (0, 0, 0)
    assert held_by(books.folder) == ()


async def test_an_event_id_takes_its_order_and_its_visit_along(books: Books, clock: StandingClock) -> None:
    await books.post(tag_event(), fact())
    report = erase(books, clock, Person((), ("order_1001",)))
    assert (report.conversions, report.order_facts, report.visits) == (1, 1, 1)
    assert held_by(books.folder) == ()


async def test_an_order_that_is_named_goes_and_the_same_number_of_another_shop_stays(
    tmp_path: Path, clock: StandingClock
) -> None:
    """Neither names a person; the order of this shop is somebody's, that of the other is not theirs."""
    shops = {"shop": site(), "pots": site(name="pots")}
    with open_books(tmp_path, shops) as books:
        theirs, others = tag_event(), msgspec.structs.replace(tag_event(), site="pots", person=BOB)
        await books.post(theirs, others, fact(person=Someone()), fact(person=Someone(), site="pots"))
        report = erase(books, clock, Person((), orders=(("shop", "1001"),)))
        assert (report.conversions, report.order_facts, report.visits) == (1, 1, 1)
        assert books.ask("SELECT site FROM conversion WHERE body IS NULL") == [("shop",)]
        assert books.count("visit") == 1


def test_an_order_that_is_named_is_found_in_the_journal() -> None:
    """As a fact and as an event, in its own shop alone."""
    person = Person((), orders=(("shop", "1001"),))
    for told in (Taken(event=tag_event()), fact(person=Someone())):
        assert cleared(entry.encode(told), person, NOON) is not None
    for other in (Taken(event=msgspec.structs.replace(tag_event(), site="pots")), fact(order_id="10012")):
        assert cleared(entry.encode(other), person, NOON) is None


async def test_an_answer_that_repeats_the_person_is_blotted_out(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    await dispatch(lane(books, always(taking), clock))
    books.ask("UPDATE request SET answer = ?", f'{{"echo":"{EMAIL}"}}')
    assert erase(books, clock).answers == 1
    assert books.ask("SELECT answer FROM request") == [("",)]


async def test_a_record_proves_the_erasure_and_names_nobody(books: Books, clock: StandingClock) -> None:
    """The hash of each hash: whoever knows the person can check, nobody else can read it."""
    await books.post(event())
    erase(books, clock)
    ((at, asked_by, kinds, proof, erased),) = books.ask("SELECT at, asked_by, kinds, proof, erased FROM erasure")
    assert (at, asked_by, json.loads(kinds)) == (micros(SOON), "the operator", ["email"])
    assert hashlib.sha256(EMAIL.encode()).hexdigest() in json.loads(proof)
    assert json.loads(erased)["stopped"] == 1


async def test_erasing_somebody_unknown_changes_nothing(books: Books, clock: StandingClock) -> None:
    await books.post(event())
    before = books.ask("SELECT * FROM conversion")
    report = erase(books, clock, Person(traces({"email": "nobody@example.com"}, [])))
    assert (report.conversions, report.stopped, report.visits, report.clean) == (0, 0, 0, True)
    assert books.ask("SELECT * FROM conversion") == before


async def test_free_pages_of_an_older_version_are_written_anew(books: Books, clock: StandingClock) -> None:
    """Files that were written before deleted content was overwritten hold its bytes still."""
    books.ask("PRAGMA secure_delete = OFF")
    await books.post(event(custom_data={"value": 1, "currency": "EUR", "much": "x" * 9_000}))
    books.ledger.flush()
    await dispatch(lane(books, always(taking), clock))
    books.ledger.flush()
    assert held_by(books.folder) == ("ledger.db",)
    assert erase(books, clock).clean
    assert held_by(books.folder) == ()


async def test_the_journal_keeps_its_entries_without_the_person(tmp_path: Path, clock: StandingClock) -> None:
    """Same ids, same order; what is settled from it later is refused as erased."""
    journal = SqliteJournal(tmp_path / "journal.db", clock)
    told = [Taken(event=tag_event()), fact(), Taken(event=event(event_id="bobs", person=BOB))]
    await journal.append([entry.encode(each) for each in told])
    reader = SqliteJournalReader(tmp_path / "journal.db")
    before = reader.after(0, 10)
    with closing(Visits(tmp_path / "visits.db")) as visits:
        visits.keep("reference", "shop", Carried(fbp=FBP), NOON + timedelta(minutes=5))
        files = (tmp_path / "journal.db", tmp_path / "visits.db")
        report = run(erase_journal(journal.past, visits, ADA, files, clock))
        assert (report.entries, report.visits, report.clean) == (2, 1, True)
        assert visits.look("reference", "shop", NOON) is None
    after = reader.after(0, 10)
    assert [record.id for record in after] == [record.id for record in before]
    assert after[2] == before[2]
    assert held_by(tmp_path) == ()
    with open_books(tmp_path) as books:
        settle(reader, books.ledger, books.sites)
        await dispatch(lane(books, always(taking), clock))
        assert books.fates() == {"order_1001": ("refused", Reason.ERASED), "bobs": ("delivered", None)}
        assert books.ask("SELECT value FROM conversion WHERE event_id = 'order_1001'") == [("49.90",)]
    reader.close()
    journal.close()


@pytest.mark.parametrize("form", [EMAIL.encode(), bytes.fromhex(EMAIL)], ids=["digits", "bytes"])
async def test_the_proof_fails_for_whatever_form_of_a_hash_is_left(
    books: Books, clock: StandingClock, form: bytes
) -> None:
    """On disk it is 64 digits, or the 32 bytes they stand for: a copy that nobody knows of betrays itself in both."""
    books.ask("CREATE TABLE forgotten (copy BLOB)")
    books.ask("INSERT INTO forgotten VALUES (?)", b"before " + form + b" behind")
    assert not erase(books, clock).clean
    assert held_by(books.folder) == ("ledger.db",)


@pytest.mark.parametrize("written", [entry.encode, entry.to_json], ids=["second form", "first form"])
@pytest.mark.parametrize("told", [Taken(event=event()), fact()], ids=["event", "order"])
def test_entries_of_either_form_are_cleared(
    told: Taken | OrderTold, written: Callable[[Taken | OrderTold], bytes]
) -> None:
    """By a hash, by the event's id, by the order's; what stays is nobody's."""
    body = written(told)
    by_order = Person((), orders=(("shop", "1001"),))
    for person in (Person((EMAIL,)), by_order):
        bare = cleared(body, person, NOON)
        assert bare is not None
        assert not Person((EMAIL,)).is_in(bare)
    assert (cleared(body, Person((), ("order_1001",)), NOON) is not None) == isinstance(told, Taken)
    assert cleared(body, Person((sha256("bob@example.com"),), ("order_100",)), NOON) is None


@pytest.mark.parametrize("written", [entry.encode, entry.to_json], ids=["second form", "first form"])
def test_an_entry_that_names_the_person_and_cannot_be_read_is_emptied(written: Callable[[Taken], bytes]) -> None:
    """A damaged one, or one of a later version; others that cannot be read stay for the version that can."""
    damaged = written(Taken(event=event()))[:-1]
    assert cleared(damaged, Person((EMAIL,)), NOON) == UNREADABLE
    assert cleared(damaged, Person((), ("order_1001",)), NOON) == UNREADABLE
    assert cleared(damaged, Person((sha256("bob@example.com"),), ("another",)), NOON) is None


def test_an_email_address_is_looked_for_in_every_form_platforms_hash() -> None:
    """Google, Microsoft and Reddit normalise it otherwise than Meta does; a sender may have hashed it as it was."""
    found = traces({"email": "Ada.B+shop@Gmail.com"}, [])
    for form in ("ada.b+shop@gmail.com", "adab@gmail.com", "Ada.B+shop@Gmail.com"):
        assert sha256(form) in found


def test_a_phone_is_read_as_each_site_would() -> None:
    found = traces({"phone": "030 1234567"}, ["DE", "AT", None])
    assert sha256("49301234567") in found
    assert sha256("+49301234567") in found


def test_what_is_a_hash_already_is_looked_for_as_it_is() -> None:
    assert EMAIL in traces({"email": EMAIL.upper()}, [])
