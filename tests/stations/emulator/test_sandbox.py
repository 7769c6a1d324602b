"""The assertion API says what was received, refused and counted, and shows no secret while doing so."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, TOKEN, HandClock, ask, pixel, purchase, send

PATHS = ("received", "rejected", "pairs", "counted", "requests", "diagnostics", "overview")


def everything(meta: MetaEmulator) -> str:
    """All that the assertion API shows, as one text."""
    return "".join(json.dumps(meta.get(f"/sandbox/{path}")) for path in PATHS)


def test_counted_tells_what_meta_counts(meta: MetaEmulator) -> None:
    """Received less deduplicated, by event name and in total."""
    pixel(meta)
    send(meta, purchase())
    pixel(meta, "PageView", None)
    answer = meta.get("/sandbox/counted")
    assert answer["total"] == 2
    assert answer["by_event"]["Purchase"] == {
        "counted": 1, "received": 2, "deduplicated": 1, "browser": 1, "server": 1,
    }  # fmt: skip
    assert meta.get("/sandbox/counted", event_name="Purchase")["total"] == 1
    assert meta.get("/sandbox/counted", event_name="Lead") == {"total": 0, "by_event": {}, "events": []}


def test_received_can_be_filtered(meta: MetaEmulator) -> None:
    """By event name, event id and source; newest first."""
    pixel(meta)
    send(meta, purchase(), purchase(event_id="order_2"))
    assert [event["source"] for event in meta.received(event_id="order_1")] == ["server", "browser"]
    assert [event["event_id"] for event in meta.received(source="server")] == ["order_2", "order_1"]
    assert meta.received(event_name="Lead") == []
    assert len(meta.received(limit="1")) == 1


def test_a_pair_shows_both_legs_and_where_they_first_differ(meta: MetaEmulator) -> None:
    """49.9 and "49.90" agree; the address does not, from its 27th character on."""
    pixel(meta, dl="https://shop.example/thank-you?x", **{"cd[value]": "49.90", "cd[currency]": "eur"})
    send(meta, purchase(event_source_url="https://shop.example/thank_you"))
    pair = meta.pairs(legs="both")[0]
    assert (pair["browser"]["source"], pair["server"]["source"]) == ("browser", "server")
    assert pair["difference"] == {
        "field": "event_source_url",
        "browser": "https://shop.example/thank-you?x",
        "server": "https://shop.example/thank_you",
        "at": 26,
    }


def test_a_value_that_differs_is_named_before_everything_else(meta: MetaEmulator) -> None:
    """Money first."""
    pixel(meta, dl="https://elsewhere.example/", **{"cd[value]": "64.90", "cd[currency]": "EUR"})
    send(meta, purchase())
    assert meta.pairs()[0]["difference"]["field"] == "custom_data.value"


def test_ids_inside_the_event_are_compared_as_text(meta: MetaEmulator) -> None:
    """Order 0042 is not order 42: leading zeros are lost by number types."""
    pixel(meta, **{"cd[order_id]": "0042"})
    send(meta, purchase(custom_data={"value": 1, "currency": "EUR", "order_id": "42"}))
    assert meta.pairs()[0]["difference"]["field"] == "custom_data.order_id"


def test_a_pair_can_be_read_line_by_line(meta: MetaEmulator) -> None:
    """Every parameter of both legs, with what only one of them sent."""
    pixel(meta, **{"cd[value]": "49.90"})
    send(meta, purchase())
    lines = meta.get(f"/sandbox/pairs/{meta.pairs()[0]['number']}")["lines"]
    found = {line["field"]: (line["browser"], line["server"], line["differs"]) for line in lines}
    assert found["custom_data.value"] == ("49.90", 49.9, False)
    assert found["custom_data.currency"] == (None, "EUR", False)


def test_no_token_is_shown_anywhere(meta: MetaEmulator) -> None:
    """In header, query or body: only its last four characters are ever shown."""
    send(meta, purchase())
    body = json.dumps({"data": [purchase(access_token=TOKEN)], "access_token": TOKEN}).encode()
    ask(f"{meta.url}/v26.0/{DATASET}/events?access_token={TOKEN}", body, Content_Type="application/json")
    shown = everything(meta)
    assert TOKEN not in shown
    headers = meta.requests()[-1]["headers"]
    assert headers["Authorization"] == "Bearer …ZDZD"
    assert meta.requests()[0]["query"] == "access_token=…ZDZD"


def test_no_personal_data_is_shown_in_clear(meta: MetaEmulator) -> None:
    """Neither what was refused for being clear, nor what the browser put into an address."""
    send(meta, purchase(user_data={"em": "ada@example.com", "fn": "Lovelace"}))
    pixel(meta, "Lead", "l", dl="https://shop.example/?mail=ada%40example.com", **{"ud[fn]": "Lovelace"})
    shown = everything(meta)
    assert "ada@" not in shown
    assert "ada%40" not in shown
    assert "Lovelace" not in shown
    assert "(clear text, 8 characters)" in shown


def test_requests_are_logged_with_status_and_size(meta: MetaEmulator) -> None:
    """What a sender's developer asks first: did it come, and what was said?"""
    send(meta, purchase(event_time=1))
    entry = meta.requests()[0]
    assert (entry["method"], entry["path"], entry["status"]) == ("POST", f"/v26.0/{DATASET}/events", 400)
    assert entry["body_bytes"] > 100


def test_reset_forgets_everything(meta: MetaEmulator) -> None:
    """Also the ids: an event sent again after a reset is new."""
    send(meta, purchase(), purchase(event_id="order_2"))
    send(meta, purchase(event_time=1))
    meta.faults({"status": 500})
    meta.reset()
    assert (meta.received(), meta.rejected(), meta.pairs(), meta.counted()) == ([], [], [], 0)
    send(meta, purchase())
    assert meta.counted() == 1


def test_a_foreign_page_cannot_reset_the_emulator(meta: MetaEmulator) -> None:
    """A browser says when a request comes from another site."""
    send(meta, purchase())
    assert ask(f"{meta.url}/sandbox/reset", b"", method="POST", Sec_Fetch_Site="cross-site").status == 403
    assert meta.counted() == 1


def test_memory_is_bounded_and_the_figures_stay_exact(clock: HandClock) -> None:
    """The newest events are kept; the counts know of all."""
    with MetaEmulator.running(clock=clock, keep=10) as meta:
        send(meta, *(purchase(event_id=str(number)) for number in range(25)))
        assert len(meta.received()) == len(meta.pairs()) == 10
        assert meta.received()[0]["event_id"] == "24"
        assert meta.counted() == 25


def test_limitation_a_twin_that_comes_too_many_actions_later_counts_again(clock: HandClock) -> None:
    """Ids are forgotten with their actions: the price of a bounded memory."""
    with MetaEmulator.running(clock=clock, keep=10) as meta:
        send(meta, *(purchase(event_id=str(number)) for number in range(11)))
        pixel(meta, eid="1")
        assert meta.counted() == 11
        pixel(meta, eid="0")
        assert meta.counted() == 12


def test_the_live_feed_speaks_when_something_arrives(meta: MetaEmulator) -> None:
    """A page that listens learns of an event without asking again."""
    with urlopen(f"{meta.url}/sandbox/live", timeout=10) as feed:
        first = feed.readline()
        assert json.loads(first.removeprefix(b"data: "))["total"]["received"] == 0
        feed.readline()
        send(meta, purchase())
        second = feed.readline()
        assert json.loads(second.removeprefix(b"data: "))["total"]["received"] == 1


def test_a_limit_that_is_no_number_is_told(meta: MetaEmulator) -> None:
    """400, not a crash."""
    with pytest.raises(HTTPError) as caught:
        meta.get("/sandbox/received", limit="all")
    assert caught.value.code == 400
    caught.value.close()


def test_the_first_page_leads_to_events_manager(meta: MetaEmulator) -> None:
    """Somebody who opens the bare address is not left before a 404."""
    with urlopen(f"{meta.url}/", timeout=10) as page:
        assert page.url == f"{meta.url}/events_manager"
