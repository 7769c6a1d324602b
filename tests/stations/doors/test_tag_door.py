"""What the tag's door knows of a visitor: who connected, through which proxies, with which cookies."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.acceptor import RunningAcceptor, request, running_acceptor
from tests.support.events import FBC, FBP
from tests.support.settings import ORIGIN, settings


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    made = settings(trusted_proxies=("127.0.0.0/8", "10.0.0.0/8"))
    with running_acceptor(tmp_path_factory.mktemp("doors") / "data", made) as running:
        yield running


def kept(gateway: RunningAcceptor, lines: list[tuple[str, str]], **parts: Any) -> dict[str, Any]:
    """What is journalled of a Lead that came with these header lines."""
    lead = {"event_name": "Lead", "event_id": "1", "event_time": int(time.time() * 1000)}
    body = json.dumps({"v": 1, "consent": {"ads": "granted"}, "events": [lead], **parts}).encode()
    head = request("POST", "/e", {"origin": ORIGIN, "content-length": str(len(body)), "connection": "close"})[:-2]
    more = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()
    assert b"202 Accepted" in gateway.say(head + more + b"\r\n" + body)
    event: dict[str, Any] = [entry for entry in gateway.journalled() if entry["kind"] == "event"][-1]["event"]
    return event


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["8.8.8.8"], "8.8.8.8"),
        (["8.8.8.8, 10.0.0.7"], "8.8.8.8"),
        (["9.9.9.9, 8.8.8.8"], "8.8.8.8"),
        (["9.9.9.9", "8.8.8.8"], "8.8.8.8"),
        (["9.9.9.9", "8.8.8.8, 10.0.0.7"], "8.8.8.8"),
        (["2001:4860:4860::8888"], "2001:4860:4860::8888"),
        (["192.168.1.5"], None),
        (["unknown"], None),
        ([], None),
    ],
)
def test_the_visitor_is_the_first_address_that_is_not_one_of_our_proxies(
    gateway: RunningAcceptor, forwarded: list[str], address: str | None
) -> None:
    """Read from the right. A proxy may add a line of its own, as HAProxy does: what stands left of it is hearsay."""
    event = kept(gateway, [("x-forwarded-for", line) for line in forwarded])
    assert event.get("client_ip_address") == address


def test_the_browser_and_the_ids_come_from_the_request(gateway: RunningAcceptor) -> None:
    event = kept(gateway, [("user-agent", "Mozilla/5.0 (X11)"), ("cookie", f"a=1; _fbp={FBP}; _fbc={FBC}")])
    assert event["client_user_agent"] == "Mozilla/5.0 (X11)"
    assert event["person"] == {"fbp": FBP, "fbc": FBC}


def test_the_tags_own_word_on_the_ids_goes_before_the_cookies(gateway: RunningAcceptor) -> None:
    event = kept(gateway, [("cookie", "_fbp=fb.1.1700000000000.1")], visit={"fbp": FBP})
    assert event["person"] == {"fbp": FBP}


def test_global_privacy_control_takes_the_visitor_out_before_anything_is_kept(gateway: RunningAcceptor) -> None:
    event = kept(gateway, [("sec-gpc", "1"), ("cookie", f"_fbp={FBP}"), ("x-forwarded-for", "8.8.8.8")])
    assert event["grants"]["ads"] == "denied"
    assert event["person"] == {}
    assert not {"client_ip_address", "client_user_agent"} & event.keys()


def test_the_script_of_each_site_has_its_door(gateway: RunningAcceptor) -> None:
    """/t.js serves the first site, /t/NAME.js any."""
    first, shop, bikes = (gateway.ask("GET", path) for path in ("/t.js", "/t/shop.js", "/t/bikes.js"))
    assert [answer.status for answer in (first, shop, bikes)] == [200, 200, 200]
    assert first.body == shop.body != bikes.body
    again = gateway.ask("GET", "/t.js", if_none_match=f"W/{first.headers['etag']}")
    assert (again.status, again.body) == (304, b"")


def test_a_watchman_may_ask_whether_the_gateway_lives(gateway: RunningAcceptor) -> None:
    answer = gateway.ask("GET", "/health")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/health", "/t.js"])
def test_who_only_asks_for_the_head_gets_it(gateway: RunningAcceptor, path: str) -> None:
    """As many monitors do."""
    answer = gateway.ask("HEAD", path)
    assert (answer.status, answer.body) == (200, b"")


def test_clicks_of_other_platforms_are_kept_and_a_malformed_one_costs_nothing_else(gateway: RunningAcceptor) -> None:
    """In the event, with their first time; what could not be used is named without its value."""
    clicks = {"gclid": {"id": "Cj0-Ab_c", "at": 1763812800000}, "_gcl_aw": {"id": "broken value"}, "ttclid": {"id": 7}}
    event = kept(gateway, [], visit={"clicks": clicks})
    assert event["clicks"] == {"gclid": {"id": "Cj0-Ab_c", "at": "2025-11-22T12:00:00Z"}}
    assert [each["key"] for each in event["dropped"]] == ["clicks.gclid", "clicks.ttclid"]


def test_clicks_are_not_kept_after_a_refusal(gateway: RunningAcceptor) -> None:
    event = kept(gateway, [], visit={"clicks": {"gclid": {"id": "Cj0"}}}, consent={"ads": "denied"})
    assert "clicks" not in event


def test_a_click_whose_cookie_the_browser_dropped_is_still_known(gateway: RunningAcceptor) -> None:
    """A return after eight days in Safari: the script's cookies are gone, the one out of its reach is not."""
    event = kept(gateway, [("cookie", f"_tandem_visit={FBP}!{FBC}")], visit={"fbp": "fb.1.1763899999999.7"})
    assert event["person"] == {"fbp": "fb.1.1763899999999.7", "fbc": FBC}


def test_the_answer_repeats_what_lasts_and_its_twin(gateway: RunningAcceptor) -> None:
    clicks = "gclid:1763812800000:Cj0-Ab_c"
    answer = gateway.post_tag(
        {"v": 1, "consent": {"ads": "granted"}, "visit": {"fbp": FBP, "fbc": FBC}}, cookie=f"_tandem={clicks}"
    )
    assert [line.partition(";")[0] for line in answer.headers.get_all("set-cookie", [])] == [
        f"_fbp={FBP}",
        f"_fbc={FBC}",
        f"_tandem={clicks}",
        f"_tandem_visit={FBP}!{FBC}",
    ]


def test_the_answer_to_a_beacon_sets_no_cookie(gateway: RunningAcceptor) -> None:
    """No script hears of it, and a refusal may have taken the cookies away before it comes. It may still take them."""
    visit = {"v": 1, "visit": {"fbp": FBP, "fbc": FBC}}
    # https://www.w3.org/TR/fetch-metadata/: the mode of `sendBeacon` is no-cors, that of the tag's `fetch` is cors.
    beacon = gateway.post_tag({**visit, "consent": {"ads": "granted"}}, sec_fetch_mode="no-cors")
    refusal = gateway.post_tag({**visit, "consent": {"ads": "denied"}}, sec_fetch_mode="no-cors")
    fetched = gateway.post_tag({**visit, "consent": {"ads": "granted"}}, sec_fetch_mode="cors")
    assert [len(answer.headers.get_all("set-cookie", [])) for answer in (beacon, refusal, fetched)] == [0, 4, 3]


def test_a_message_that_comes_late_does_not_bring_an_older_click_back(gateway: RunningAcceptor) -> None:
    """It waited in the browser's storage; the visitor has come from another ad since."""
    body = json.dumps(
        {"v": 1, "consent": {"ads": "granted"}, "visit": {"fbc": "fb.1.1700000000000.Older"}, "events": []}
    )
    answer = gateway.ask(
        "POST",
        "/e",
        body.encode(),
        origin=ORIGIN,
        cookie="_fbc=fb.1.1763812800000.Newer; _tandem_visit=!fb.1.1763812800000.Newer",
    )
    assert "_fbc=fb.1.1763812800000.Newer" in answer.headers["set-cookie"]
