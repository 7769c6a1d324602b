"""One look for all entries of a turn: how many of them share it makes no difference to what the books say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tandem.config.schema import Consent
from tandem.event.checkout import Checkout
from tandem.event.entry import CheckoutTold, ConsentChanged, Entry, PixelSeen, Taken
from tandem.event.model import Event
from tandem.event.person import Person
from tandem.kit.secret import fingerprint
from tests.support.books import open_books
from tests.support.clock import NOON
from tests.support.events import ADA, DENIED, FBC, FBP, event, site, tag_event

CART = fingerprint("k-5")
PIXEL = PixelSeen(site="shop", event_name="Purchase", event_id="order_1001", state="loaded", received_at=NOON)
REFUSAL = ConsentChanged(site="shop", visitor=fingerprint(FBP), grants=DENIED, received_at=NOON)
AT_CHECKOUT = CheckoutTold(
    checkout=Checkout(
        site="shop", source="bikes", person=Person(em=ADA.em), links=(f"cart:{CART}",), at=NOON, received_at=NOON
    )
)
PAGE = tag_event(event_id="page", person=Person(fbp=FBP, fbc=FBC), custom_data={"cart_token": "k-5"})
LATER_PAGE = tag_event(event_id="later", person=Person(fbp=FBP, em=ADA.em), custom_data={"cart_token": "k-6"})
CALL = event(event_id="call", person=Person(em=ADA.em), custom_data={"cart_token": "k-5"})
"""A server's word that names the page's cart."""

TABLES = {
    "conversion": "site, event_name, event_id, order_id, pixel, visitor, body",
    "arrival": "entry, conversion, keys",
    "visit": "visitor, body, reachable",
    "visit_link": "site, link",
    "pixel_report": "site, event_name, event_id, state",
}

STORIES: dict[str, list[Event | Entry]] = {
    "both legs": [tag_event(), event()],
    "a report before its event": [PIXEL, tag_event(pixel=None)],
    "a report before its event, and behind it": [PIXEL, tag_event(pixel=None), PIXEL, event()],
    "a page, and a call that names its cart": [PAGE, CALL],
    "a visitor on two pages": [PAGE, LATER_PAGE],
    "two pages, and a call by the customer": [PAGE, LATER_PAGE, CALL],
    "a checkout, its page, and a call": [AT_CHECKOUT, PAGE, CALL],
    "a page, a consent taken back, and a call": [PAGE, REFUSAL, CALL],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
async def test_entries_settled_in_one_turn_are_settled_as_one_by_one(
    story: list[Event | Entry], tmp_path: Path
) -> None:
    """Alone, an entry's look sees all that was told before. In a turn it sees nothing of it, and must be told."""
    assert await settled(story, tmp_path / "together", at_once=100) == await settled(
        story, tmp_path / "alone", at_once=1
    )


async def test_a_call_carries_the_click_of_a_page_that_came_in_the_same_turn(tmp_path: Path) -> None:
    with books(tmp_path) as opened:
        await opened.post(PAGE, CALL)
        carried = {each.event_id: each.person for each in opened.events() if each}
    assert carried["call"] == Person(em=ADA.em, fbp=FBP, fbc=FBC)


async def test_what_the_browser_told_of_an_event_before_it_came_is_known_in_the_same_turn(tmp_path: Path) -> None:
    with books(tmp_path) as opened:
        await opened.post(PIXEL, tag_event(pixel=None), event())
        assert opened.ask("SELECT pixel FROM conversion") == [("loaded",)]
        assert opened.count("pixel_report") == 0


async def test_what_a_turn_has_opened_is_found_in_it(tmp_path: Path) -> None:
    """Else the second leg would fail, and the turn would be settled once more, entry by entry."""
    told = event()
    with books(tmp_path) as opened, opened.ledger.turn():
        key = (told.site, told.event_name, told.event_id)
        opened.ledger.conversions.absent.look_for([key])
        assert opened.ledger.conversions.find(*key) is None
        opened.ledger.conversions.open(told, {})
        assert opened.ledger.conversions.find(*key) is not None


async def settled(story: list[Event | Entry], folder: Path, at_once: int) -> dict[str, list[tuple[Any, ...]]]:
    """What the books hold afterwards. Nothing of it was set aside."""
    with books(folder) as opened:
        for told in [story[begin : begin + at_once] for begin in range(0, len(story), at_once)]:
            await opened.post(*told)
        assert opened.count("arrival") == sum(isinstance(each, Event | Taken) for each in story)
        return {table: sorted(opened.ask(f"SELECT {of} FROM {table}"), key=repr) for table, of in TABLES.items()}


def books(folder: Path) -> Any:
    """Of a shop where silence is no refusal."""
    return open_books(folder, {"shop": site(consent=Consent(policy="opt-out"))})
