"""Orders become conversions when their truth says so: whatever came first, and however often it was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tandem.config.schema import Consent
from tandem.consent.rules import Withhold, at_release
from tandem.event.entry import ConsentChanged, OrderTold
from tandem.event.model import Event, Grants
from tandem.event.order import OrderFact
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tandem.kit.secret import fingerprint
from tandem.settling.orders import end_waits
from tests.support.books import Books, open_books
from tests.support.clock import NOON
from tests.support.events import ADA, FBC, FBP, GRANTED, site, tag_event
from tests.support.orders import TILL, TOTALS, fact

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def shop(**policy: Any) -> dict[str, Any]:
    return {"shop": site({"Purchase": {"order": {"truth": TILL, **policy}}})}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path, shop()) as opened:
        yield opened


def told(*facts: OrderFact) -> list[OrderTold]:
    return [OrderTold(fact=each) for each in facts]


def paid(**rest: Any) -> OrderFact:
    return fact("paid", **{"totals": TOTALS, "grants": GRANTED, **rest})


def page(**changes: Any) -> Event:
    """The tag's word on order 1001, in the shop's other currency."""
    data = {"order_id": "1001", "value": Decimal("129.00"), "currency": "USD"}
    return tag_event(**{"custom_data": data, "person": replace(ADA, fbc=FBC), **changes})


def the_event(books: Books) -> Event:
    (only,) = books.events()
    assert only is not None
    return only


def look(books: Books, now: datetime) -> int:
    return end_waits(books.ledger, books.sites, now)


async def test_a_fact_told_again_in_another_message_is_one_fact(books: Books) -> None:
    again = [fact("refunded", "re_1"), fact("refunded", "re_1", delivery_id="second"), fact("refunded", "re_2")]
    await books.post(*told(*again))
    assert [each.key for each in books.ledger.orders.facts("shop", "1001")] == ["re_1", "re_2"]


async def test_a_page_that_tells_of_an_order_waits_for_the_truth(books: Books) -> None:
    """An unpaid order is none, a week long."""
    await books.post(page(), *told(fact("created", totals=TOTALS)))
    assert books.due(NOON + 6 * DAY) == []


async def test_the_truth_makes_it_due_at_once_with_the_visitors_identity(books: Books) -> None:
    """A bank transfer of the third day: sent then, dated on the first, with the click of the browser."""
    await books.post(page())
    await books.post(*told(paid(after=3 * DAY)))
    assert books.due(NOON + 3 * DAY) == ["order_1001"]
    event = the_event(books)
    assert (event.event_time, event.person.fbc, event.client_ip_address) == (NOON, FBC, "203.0.113.9")


async def test_the_truth_is_believed_about_money(books: Books) -> None:
    """The page showed dollars; the shop was paid in euros."""
    await books.post(page(), *told(paid()))
    assert the_event(books).custom_data["value"] == Decimal("119.00")
    assert the_event(books).custom_data["currency"] == "EUR"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 1, 0, 2, 2, 0)])
async def test_one_sale_is_one_conversion_in_whatever_order_it_is_told(books: Books, order: tuple[int, ...]) -> None:
    messages = [page(), *told(fact("created", totals=TOTALS), paid())]
    for number in order:
        await books.post(messages[number])
    assert (books.count("conversion"), books.due(NOON + MINUTE)) == (1, ["order_1001"])


async def test_a_page_with_ids_of_its_own_tells_of_the_same_sale(books: Books) -> None:
    await books.post(page(event_id="minted-by-an-older-tag"))
    await books.post(*told(paid()))
    assert (books.count("conversion"), books.due(NOON)) == (1, ["minted-by-an-older-tag"])


async def test_a_thank_you_page_that_is_never_reached_costs_nothing(books: Books) -> None:
    await books.post(*told(paid(person=Person(em=ADA.em))))
    assert books.due(NOON) == ["order_1001"]


async def test_what_the_checkout_showed_is_remembered_for_the_webhook(books: Books) -> None:
    """The visitor paid elsewhere and never came back; the webhook knows the checkout's token alone."""
    token = f"checkout:{fingerprint('c-77')}"
    await books.post(page(event_name="InitiateCheckout", event_id="i1", custom_data={"checkout_token": "c-77"}))
    await books.post(*told(paid(links=(token,))))
    purchase = books.events()[1]
    assert purchase is not None
    assert (purchase.person.fbp, purchase.person.fbc, purchase.client_user_agent) == (FBP, FBC, "Mozilla/5.0")


@pytest.mark.parametrize(
    ("policy", "region", "is_remembered"),
    [
        (Consent(policy="opt-in", regions={"US": "opt-out"}), "US-TX", True),
        (Consent(policy="opt-in", regions={"US": "opt-out"}), "DE", False),
        (Consent(policy="opt-out", regions={"DE": "opt-in"}), "DE", False),
        (Consent(policy="opt-out-ldu"), None, True),
        (Consent(policy="none"), None, True),
    ],
)
async def test_who_said_nothing_is_remembered_where_their_region_allows_it(
    tmp_path: Path, policy: Consent, region: str | None, is_remembered: bool
) -> None:
    """What may be sent of a visitor may be remembered of them, and no more."""
    sites = {"shop": site({"Purchase": {"order": {"truth": TILL}}}, consent=policy)}
    with open_books(tmp_path, sites) as books:
        await books.post(page(grants=Grants(), region=region))
        assert books.count("visit") == is_remembered


async def test_a_renewal_weeks_later_knows_the_customers_click_and_not_their_address(tmp_path: Path) -> None:
    with open_books(tmp_path, shop(renewals="Purchase")) as books:
        await books.post(page(), *told(paid()))
        renewal = fact("renewed", after=30 * DAY, order_id="R-2", totals=TOTALS, person=Person(em=ADA.em))
        await books.post(*told(renewal))
        event = books.events()[1]
        assert event is not None
        assert (event.event_id, event.person.fbc, event.client_ip_address) == ("order_R-2", FBC, None)


async def test_a_consent_taken_back_between_order_and_payment_stops_it(books: Books) -> None:
    """What was remembered goes at once; the conversion is stopped at its release."""
    await books.post(page())
    refused = Grants("denied", "manual", NOON + MINUTE)
    changed = ConsentChanged(site="shop", visitor=fingerprint(FBP), grants=refused, received_at=NOON + MINUTE)
    await books.post(changed, *told(paid(after=DAY, grants=Grants(), person=Person(em=ADA.em))))
    ((body, links),) = books.ask("SELECT body, group_concat(link) FROM visit JOIN visit_link ON visit = id")
    assert "denied" in body.decode()
    assert not any(known in f"{body!r}{links}" for known in (FBP, FBC, ADA.em[0], "203.0.113.9"))
    event = the_event(books)
    assert at_release(event, None, Consent(), NOON + DAY) == Withhold(Reason.CONSENT_WITHDRAWN)
    assert (event.person, event.custom_data["order_id"]) == (Person(), "1001")


async def test_an_unpaid_order_is_withheld_when_it_could_not_be_sent_any_more(books: Books) -> None:
    await books.post(page(), *told(fact("created", totals=TOTALS)))
    assert look(books, NOON + 6 * DAY) == 0
    assert look(books, NOON + 7 * DAY) == 1
    assert books.fates() == {"order_1001": ("refused", "unconfirmed")}
    assert books.events() == [None]


async def test_an_order_paid_on_the_ninth_day_is_too_late_and_says_so(books: Books) -> None:
    await books.post(page())
    look(books, NOON + 7 * DAY)
    await books.post(*told(paid(after=9 * DAY)))
    sql = "SELECT state, reason, detail FROM outbox"
    assert books.ask(sql) == [("refused", "too_late", "confirmed 9 days after the order")]


async def test_a_cancelled_order_is_withheld_as_cancelled(books: Books) -> None:
    await books.post(page(), *told(fact("created", totals=TOTALS), fact("cancelled", after=DAY)))
    look(books, NOON + 7 * DAY)
    assert books.fates() == {"order_1001": ("refused", "cancelled")}


async def test_what_was_cancelled_and_paid_after_all_counts(books: Books) -> None:
    await books.post(page(), *told(fact("cancelled", after=MINUTE), paid(after=DAY)))
    assert books.due(NOON + DAY) == ["order_1001"]


@pytest.mark.parametrize(("missing", "marked"), [("send", None), ("mark", False)])
async def test_a_truth_that_stays_silent_may_be_waited_for_in_vain(tmp_path: Path, missing: str, marked: Any) -> None:
    """Ten minutes by default; sent then, and marked if the owner wants to tell them apart."""
    with open_books(tmp_path, shop(missing=missing)) as books:
        await books.post(page())
        assert look(books, NOON + 9 * MINUTE) == 0
        assert look(books, NOON + 10 * MINUTE) == 1
        assert books.due(NOON + 10 * MINUTE) == ["order_1001"]
        assert the_event(books).custom_data.get("order_confirmed") is marked


async def test_a_silent_truth_does_not_send_what_it_called_a_test(tmp_path: Path) -> None:
    with open_books(tmp_path, shop(missing="send")) as books:
        await books.post(page(), *told(paid(is_test=True)))
        look(books, NOON + 10 * MINUTE)
        assert books.fates() == {"order_1001": ("refused", "test_order")}


async def test_a_refund_is_never_a_purchase_and_an_event_of_its_own_where_the_owner_wants_one(tmp_path: Path) -> None:
    with open_books(tmp_path, shop(refund_event="Refund")) as books:
        refund = fact("refunded", "re_1", after=DAY, amount=Decimal("20.00"), grants=GRANTED)
        await books.post(*told(paid(), refund, replace(refund, delivery_id="again")))
        purchase, refunded = books.events()
        assert purchase is not None
        assert refunded is not None
        assert purchase.custom_data["value"] == Decimal("119.00")
        assert (refunded.event_name, refunded.event_id) == ("Refund", "refund_1001_re_1")
        assert refunded.custom_data == {"order_id": "1001", "value": Decimal("20.00"), "currency": "EUR"}


async def test_where_the_tag_is_the_truth_nothing_waits(tmp_path: Path) -> None:
    with open_books(tmp_path) as books:
        await books.post(page())
        assert books.due(NOON + MINUTE) == ["order_1001"]
