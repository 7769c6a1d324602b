"""A source is asked by itself, from where it was, and nothing that fails on the way loses a row."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from tandem.app.asking import Door, access
from tandem.app.polls import Poll, turn
from tandem.config.schema import BadSettings
from tandem.config.source import Source as Settings
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence
from tandem.kit.wire_fakes import Posted, ScriptedWire, SilentWire
from tandem.ledger.asking import AskingRow, Failing
from tandem.ledger.sqlite import SqliteLedger
from tandem.sources.asking.contract import Access, Ask, Page, Request
from tandem.sources.asking.kinds import PULLS
from tests.support.clock import NOON, StandingClock
from tests.support.shops.messages import SECRETS, message

URL = "https://pots.example.net"
TAKEN = Answer(200, {}, b"")
NOTHING = Answer(200, {}, b"[]")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def poll(ledger: SqliteLedger, clock: StandingClock, shop: Any, door: Any = None) -> Poll:
    return Poll(
        source="pots",
        pull=PULLS["woocommerce"],
        access=Access(url=URL, token=Secret("ck_1:cs_1")),
        door=Door(url="http://127.0.0.1:8000/hooks/pots", secret=SECRETS[0]),
        every=timedelta(minutes=15),
        overlap=timedelta(minutes=10),
        first=timedelta(hours=24),
        ledger=ledger,
        wire=shop,
        inward=door or ScriptedWire([]),
        clock=clock,
        roll=lambda: 1.0,
    )


def orders(*modified: datetime, more: str = "") -> Answer:
    rows = [message("woocommerce_order", date_modified_gmt=f"{each:%Y-%m-%dT%H:%M:%S}") for each in modified]
    return Answer(200, {"link": f'<{more}>; rel="next"'} if more else {}, json.dumps(rows).encode())


def asked_since(question: Posted) -> str:
    return parse_qs(urlsplit(question.url).query)["modified_after"][0]


def standing(ledger: SqliteLedger) -> AskingRow:
    return ledger.asking.look("pots", "poll")


async def test_the_first_time_a_day_is_asked_for_and_then_what_is_new_and_a_little_more(ledger: SqliteLedger) -> None:
    clock, shop = StandingClock(), ScriptedWire([NOTHING, NOTHING])
    asked = poll(ledger, clock, shop)
    await turn(asked)
    clock.advance(minutes=15)
    await turn(asked)
    assert [asked_since(each) for each in shop.asked] == ["2026-11-21T11:50:00", "2026-11-22T11:50:00"]
    assert standing(ledger).answered_at == NOON + timedelta(minutes=15)


async def test_it_is_not_asked_before_its_time(ledger: SqliteLedger) -> None:
    """Neither after an answer nor after a restart: the ledger knows when."""
    clock, shop = StandingClock(), ScriptedWire([NOTHING])
    await turn(poll(ledger, clock, shop))
    clock.advance(minutes=14, seconds=59, milliseconds=990)
    await turn(poll(ledger, clock, shop))
    assert len(shop.asked) == 1


async def test_a_worker_that_dies_between_two_pages_goes_on_from_the_first(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    """And ten minutes before, for clocks that differ."""
    clock, when = StandingClock(), NOON - timedelta(hours=2)
    shop = ScriptedWire([orders(when, more=f"{URL}/next"), Silence("the connection failed"), NOTHING])
    await turn(poll(ledger, clock, shop, ScriptedWire([TAKEN])))
    ledger.close()
    again = SqliteLedger(tmp_path / "ledger.db")
    clock.advance(minutes=1)
    await turn(poll(again, clock, shop))
    assert asked_since(shop.asked[-1]) == "2026-11-22T09:50:00"
    again.close()


async def test_a_page_that_the_gateway_could_not_take_is_asked_for_again(ledger: SqliteLedger) -> None:
    clock, when = StandingClock(), NOON - timedelta(hours=2)
    shop = ScriptedWire([orders(when), orders(when)])
    await turn(poll(ledger, clock, shop, ScriptedWire([Answer(503, {}, b"")])))
    told = standing(ledger).failing
    assert told is not None
    assert "the gateway has no room" in told.problem
    clock.advance(minutes=1)
    door = ScriptedWire([TAKEN])
    await turn(poll(ledger, clock, shop, door))
    assert (asked_since(shop.asked[0]), len(door.posted)) == (asked_since(shop.asked[1]), 1)
    assert standing(ledger).failing is None


async def test_one_bad_order_costs_no_other(ledger: SqliteLedger) -> None:
    refused = Answer(400, {}, b'{"error": {"field": "currency"}}')
    door = ScriptedWire([refused, TAKEN])
    await turn(poll(ledger, StandingClock(), ScriptedWire([orders(NOON, NOON)]), door))
    assert (standing(ledger).found, standing(ledger).refused, standing(ledger).failing) == (2, 1, None)


async def test_a_source_that_dates_a_change_in_the_future_does_not_lead_us_past_the_present(
    ledger: SqliteLedger,
) -> None:
    shop = ScriptedWire([orders(NOON + timedelta(days=300))])
    await turn(poll(ledger, StandingClock(), shop, ScriptedWire([TAKEN])))
    assert standing(ledger).bookmark == NOON


async def test_each_failure_is_waited_for_longer_up_to_the_usual_pause(ledger: SqliteLedger) -> None:
    """Five seconds, doubled each time, at most the fifteen minutes between two polls."""
    clock, waits = StandingClock(), []
    for _ in range(10):
        await turn(poll(ledger, clock, SilentWire()))
        waits.append((standing(ledger).next_at - clock.now).total_seconds())
        clock.now = standing(ledger).next_at
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    told = standing(ledger).failing
    assert told == Failing(since=NOON, times=10, problem="it did not answer: no answer within 30 s", denied=False)


async def test_a_source_that_asks_for_patience_is_given_it(ledger: SqliteLedger) -> None:
    clock = StandingClock()
    await turn(poll(ledger, clock, ScriptedWire([Answer(429, {"retry-after": "600"}, b"")])))
    assert standing(ledger).next_at == NOON + timedelta(minutes=10)


async def test_a_token_that_is_not_taken_is_written_down_as_somebodys_to_mend(ledger: SqliteLedger) -> None:
    await turn(poll(ledger, StandingClock(), ScriptedWire([Answer(401, {}, b"{}")])))
    told = standing(ledger).failing
    assert told is not None
    assert told.denied
    assert "401" in told.problem


class Faulty:
    """A kind with a fault of its own in it."""

    home = ""

    async def pages(self, access: Access, since: datetime, ask: Ask) -> AsyncIterator[Page]:
        await ask(Request(access.url, {}))
        raise KeyError("orders")
        yield


async def test_a_fault_of_our_own_does_not_ask_the_source_again_and_again(ledger: SqliteLedger) -> None:
    """It is thrown, so that it is logged, and the source is left alone as after any failure."""
    shop = ScriptedWire([NOTHING])
    asked = msgspec.structs.replace(poll(ledger, StandingClock(), shop), pull=Faulty())
    with pytest.raises(KeyError):
        await turn(asked)
    assert standing(ledger).next_at == NOON + timedelta(seconds=5)
    told = standing(ledger).failing
    assert told is not None
    assert "our own code failed: KeyError" in told.problem


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"kind": "stripe", "url": URL}, "can be asked"),
        ({"kind": "woocommerce"}, "needs a url and a token"),
        ({"kind": "woocommerce", "url": "http://pots.example.net"}, "https://"),
    ],
)
def test_a_source_that_cannot_be_asked_is_told_when_the_gateway_starts(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        access(Settings(name="pots", poll_minutes=15, **settings), Secret("ck_1:cs_1"))
