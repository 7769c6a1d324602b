"""Who an event is about, asked in three steps: the message, the visit at checkout, what is known of the customer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from tandem.event.click import Click
from tandem.event.model import Event, Grants
from tandem.event.order import OrderFact
from tandem.event.person import Person
from tandem.identity.memory import MOST, Visit, both, links_of_order, links_of_person, recall, tokens_of, visit_of
from tests.support.clock import NOON
from tests.support.events import ADA, DENIED, FBC, FBP, GRANTED, event, sha256, tag_event

DAY = timedelta(days=1)
VISIT = visit_of(tag_event(person=replace(ADA, fbc=FBC), clicks={"gclid": Click("Abc", NOON)}))


def webhook(**changes: Any) -> Event:
    """A shop's message an hour later, which knows the e-mail address and nothing of a browser."""
    told: dict[str, Any] = {"source": "webhook", "person": Person(em=ADA.em), "grants": Grants()}
    return event(**{**told, "received_at": NOON + timedelta(hours=1), **changes})


def test_a_webhook_without_a_browser_carries_the_click_that_earned_it() -> None:
    recalled = recall(webhook(), VISIT, None)
    assert (recalled.person.fbp, recalled.person.fbc) == (FBP, FBC)
    assert recalled.clicks["gclid"].id == "Abc"
    assert (recalled.client_ip_address, recalled.client_user_agent) == ("203.0.113.9", "Mozilla/5.0")


def test_a_message_keeps_its_own_address_and_is_lent_no_foreign_browser() -> None:
    """An address of one moment and a browser of another would describe nobody."""
    recalled = recall(webhook(client_ip_address="198.51.100.7"), VISIT, None)
    assert (recalled.client_ip_address, recalled.client_user_agent) == ("198.51.100.7", None)


def test_of_the_customers_other_visits_only_identifiers_are_taken() -> None:
    """A renewal on Sunday was not made with Monday's telephone."""
    recalled = recall(webhook(), None, VISIT)
    assert recalled.person.fbc == FBC
    assert (recalled.client_ip_address, recalled.client_user_agent, recalled.event_source_url) == (None, None, None)


def test_an_address_older_than_any_event_may_be_is_not_lent() -> None:
    recalled = recall(webhook(received_at=NOON + 8 * DAY), VISIT, None)
    assert (recalled.person.fbp, recalled.client_ip_address) == (FBP, None)


def test_the_latest_word_on_consent_governs() -> None:
    """Agreed at the banner, taken back between order and payment: nobody is left in it."""
    assert recall(webhook(), VISIT, None).grants == GRANTED
    refused = Grants("denied", "manual", NOON + DAY)
    recalled = recall(webhook(), VISIT, replace(VISIT, grants=refused))
    assert (recalled.grants, recalled.person, recalled.clicks) == (refused, Person(), {})


def test_a_refusal_in_the_message_is_not_outvoted_by_an_older_yes() -> None:
    told = webhook(grants=replace(DENIED, at=NOON + DAY))
    assert recall(told, VISIT, None).person == Person()


def test_nothing_remembered_changes_nothing() -> None:
    assert recall(webhook(), None, None) == webhook()


def test_an_order_and_the_page_that_told_of_it_meet_in_the_same_link() -> None:
    """Both hash the number as it stands: 0042 is not 42."""
    page = tag_event(custom_data={"order_id": "0042", "checkout_token": "c1"})
    link = f"order:{sha256('0042')}"
    fact = OrderFact(
        site="shop", order_id="0042", source="till", kind="paid", at=NOON, received_at=NOON, delivery_id="1"
    )
    assert tokens_of(page)[:2] == (link, f"checkout:{sha256('c1')}")
    assert links_of_order(fact) == (link,)
    assert f"em:{sha256('ada@example.com')}" in links_of_person(page.person)


def test_a_visit_holds_nothing_readable_but_address_and_browser() -> None:
    """The same rule as for events."""
    assert set(Visit.__struct_fields__) == {
        "seen_at", "person", "clicks", "client_ip_address", "client_user_agent", "event_source_url", "grants",
    }  # fmt: skip


def test_a_browser_that_thousands_use_remembers_the_latest_of_them() -> None:
    """The tablet of a call centre: what it carries on stays as long as it was, and the last customer comes first."""
    seen = VISIT
    for number in range(1_000):
        seen = both(seen, replace(VISIT, person=Person(em=(sha256(str(number)),), fbp=FBP)))
    assert seen.person.em == tuple(sha256(str(number)) for number in range(999, 999 - MOST, -1))
