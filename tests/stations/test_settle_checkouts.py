"""What a shop's checkout knows is remembered for the order that comes of it, as far as the visitor allowed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tandem.config.schema import Consent
from tandem.event.checkout import Checkout
from tandem.event.entry import CheckoutTold, ConsentChanged, OrderTold
from tandem.event.model import Event, Grants
from tandem.event.person import Person
from tandem.kit.secret import fingerprint
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import ADA, FBC, FBP, site, tag_event
from tests.support.orders import TILL, TOTALS, fact

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TOKENS = (f"checkout:{fingerprint('c-77')}", f"cart:{fingerprint('k-5')}")
PURCHASES = {"Purchase": {"order": {"truth": TILL}}}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    """A shop that must be told yes."""
    with open_books(tmp_path, {"shop": site(PURCHASES)}) as opened:
        yield opened


@pytest.fixture
def lenient(tmp_path: Path) -> Iterator[Books]:
    """A shop where silence is no refusal."""
    with open_books(tmp_path, {"shop": site(PURCHASES, consent=Consent(policy="opt-out"))}) as opened:
        yield opened


def checkout(*, after: timedelta = timedelta(), **rest: Any) -> CheckoutTold:
    told = {"person": Person(em=ADA.em), "links": TOKENS, "at": NOON + after, "received_at": NOON + after, **rest}
    return CheckoutTold(checkout=Checkout(site="shop", source="bikes", **told))


def page(**changes: Any) -> Event:
    """The tag's word on the same checkout, by its token, with the click."""
    told: dict[str, Any] = {"custom_data": {"checkout_token": "c-77"}, "person": Person(fbp=FBP, fbc=FBC)}
    return tag_event(**{"event_name": "InitiateCheckout", "event_id": "i1", **told, **changes})


def paid(**rest: Any) -> OrderTold:
    """The till's word on the order, which names the checkout and nobody."""
    return OrderTold(fact=fact("paid", totals=TOTALS, links=TOKENS, **rest))


def purchase(books: Books) -> Event:
    (found,) = [each for each in books.events() if each is not None and each.event_name == "Purchase"]
    return found


def visits(books: Books) -> str:
    """Everything that is remembered, as text."""
    return str(books.ask("SELECT visitor, body FROM visit") + books.ask("SELECT link FROM visit_link"))


async def test_an_order_without_identity_is_the_customers_of_its_checkout(lenient: Books) -> None:
    await lenient.post(checkout(), paid(after=MINUTE))
    assert purchase(lenient).person.em == ADA.em


@pytest.mark.parametrize("story", list(permutations("tpc")))
async def test_page_and_checkout_are_one_visit_whichever_is_told_first(lenient: Books, story: tuple[str, ...]) -> None:
    """The customer of the checkout, the click of the page; and the checkout once more changes nothing."""
    messages = {"t": checkout(), "p": page(), "c": checkout(after=MINUTE, links=TOKENS[:1])}
    await lenient.post(*[messages[each] for each in story])
    assert lenient.count("visit") == 1
    await lenient.post(paid(after=2 * MINUTE))
    person = purchase(lenient).person
    assert (person.em, person.fbp, person.fbc) == (ADA.em, FBP, FBC)


async def test_the_browser_of_the_page_stays_the_orders(books: Books) -> None:
    """A checkout names neither address nor browser, and takes none away."""
    await books.post(page(), checkout(after=MINUTE), paid(after=2 * MINUTE))
    found = purchase(books)
    assert (found.client_ip_address, found.client_user_agent) == ("203.0.113.9", "Mozilla/5.0")
    assert found.person.em == ADA.em


async def test_where_nobody_said_yes_nothing_of_a_checkout_is_remembered(books: Books) -> None:
    """A yes to letters is no yes to ads, and Shopify knows of no other."""
    await books.post(checkout(), paid(after=MINUTE))
    assert visits(books) == "[]"
    assert purchase(books).person == Person()


async def test_a_visit_that_was_refused_learns_nothing_of_a_later_checkout(lenient: Books) -> None:
    refused = Grants("denied", "manual", NOON + MINUTE)
    changed = ConsentChanged(site="shop", visitor=fingerprint(FBP), grants=refused, received_at=NOON + MINUTE)
    await lenient.post(page(), changed, checkout(after=2 * MINUTE), paid(after=3 * MINUTE))
    assert ADA.em[0] not in visits(lenient)
    assert purchase(lenient).person == Person()


async def test_a_refusal_forgets_what_the_checkout_told(lenient: Books) -> None:
    """Told before the page named its browser, or after."""
    refused = Grants("denied", "manual", NOON + 2 * MINUTE)
    changed = ConsentChanged(site="shop", visitor=fingerprint(FBP), grants=refused, received_at=NOON + 2 * MINUTE)
    await lenient.post(checkout(), page(), checkout(after=MINUTE), changed)
    assert ADA.em[0] not in visits(lenient)


async def test_the_customer_leads_from_the_checkout_to_the_click(books: Books) -> None:
    """The checkout was abandoned; a week later the same customer orders by telephone."""
    await books.post(page(), checkout(after=MINUTE))
    call = fact(
        "paid", order_id="T-9", totals=TOTALS, after=7 * DAY, action_source="phone_call", person=Person(em=ADA.em)
    )
    await books.post(OrderTold(fact=call))
    assert purchase(books).person.fbc == FBC


async def test_another_checkout_of_the_customer_is_a_visit_of_its_own(books: Books) -> None:
    """Both name the customer; the click of the one is not lent to the other as its own browser's."""
    customer = f"customer:{fingerprint('7')}"
    await books.post(page(), checkout(links=(*TOKENS, customer)))
    await books.post(checkout(after=MINUTE, links=(f"checkout:{fingerprint('c-78')}", customer), person=Person()))
    links = {link for (link,) in books.ask("SELECT link FROM visit_link")}
    assert customer in links
    assert f"checkout:{fingerprint('c-78')}" not in links


async def test_a_message_that_was_kept_for_days_brings_nobody_back(lenient: Books) -> None:
    """Shopify's signature holds no time; its checkouts do."""
    old = checkout()
    await lenient.post(CheckoutTold(checkout=replace(old.checkout, received_at=NOON + 2 * DAY)))
    assert visits(lenient) == "[]"


async def test_an_abandoned_checkout_is_no_order_and_no_event(lenient: Books) -> None:
    await lenient.post(checkout())
    assert [lenient.count(table) for table in ("conversion", "outbox", "order_fact", "sale")] == [0, 0, 0, 0]
