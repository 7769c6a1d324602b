"""A visit goes on at the domains that its first site names, for one browser, once, and with the visitor's consent."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem.config.bridge import Bridge
from tandem.config.schema import Site
from tandem.config.tag import Tag
from tandem.kit.secret import fingerprint
from tests.support.acceptor import Answer, RunningAcceptor, running_acceptor
from tests.support.events import FBC, FBP
from tests.support.settings import BIKES, KEY, ORIGIN, OTHER_ORIGIN, SHOP, settings

STRANGER = "https://elsewhere.example.net"
HERE = "fb.1.1763900000000.7"
"""The id that the browser goes by on the second domain."""
GCLID = {"id": "Cj0-Ab_c", "at": 1763812800000}
GRANTED = {"ads": "granted", "signal": "manual"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    shop = msgspec.structs.replace(SHOP, tag=Tag(bridge=Bridge(domains=("example.org",))))
    stranger = Site(name="stranger", origins=(STRANGER,))
    with running_acceptor(tmp_path_factory.mktemp("visits") / "data", settings(shop, BIKES, stranger)) as running:
        yield running


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> str:
    """One of its own for each test."""
    return fingerprint(request.node.nodeid)[:26]


def tell(gateway: RunningAcceptor, reference: str, **parts: Any) -> None:
    visit = {"fbp": FBP, "fbc": FBC, "clicks": {"gclid": GCLID}, "reference": reference}
    assert gateway.post_tag({"v": 1, "consent": GRANTED, "visit": visit, **parts}).status == 202


def ask(gateway: RunningAcceptor, reference: str, origin: str = OTHER_ORIGIN, **changes: Any) -> Answer:
    asked = {"v": 1, "consent": GRANTED, "reference": reference, "fbp": HERE, **changes}
    return gateway.ask("POST", "/v", asked, origin=origin)


def lead(gateway: RunningAcceptor, origin: str = OTHER_ORIGIN, **visit: Any) -> dict[str, Any]:
    """What is journalled of a Lead that was sent from a page with this visit."""
    event = {"event_name": "Lead", "event_id": str(time.monotonic_ns()), "event_time": int(time.time() * 1000)}
    body = {"v": 1, "consent": GRANTED, "visit": {"fbp": HERE, **visit}, "events": [event]}
    assert gateway.post_tag(body, origin).status == 202
    kept: dict[str, Any] = gateway.journalled()[-1]["event"]
    return kept


def test_the_next_domain_is_told_the_visit_byte_for_byte(gateway: RunningAcceptor, reference: str) -> None:
    """With cookies that last, in an answer that its page may read."""
    tell(gateway, reference)
    answer = ask(gateway, reference)
    assert answer.status == 200
    assert answer.json["visit"] == {"fbp": FBP, "fbc": FBC, "clicks": {"gclid": GCLID}}
    assert answer.json["cookies"] == {"_fbp": FBP, "_fbc": FBC, "_tandem": "gclid:1763812800000:Cj0-Ab_c"}
    assert answer.headers["access-control-allow-origin"] == OTHER_ORIGIN
    assert [line.partition(";")[0] for line in answer.headers.get_all("set-cookie", [])] == [
        f"_fbp={FBP}",
        f"_fbc={FBC}",
        "_tandem=gclid:1763812800000:Cj0-Ab_c",
        f"_tandem_visit={FBP}!{FBC}",
    ]


def test_the_first_event_on_the_next_domain_is_of_that_visit_already(gateway: RunningAcceptor, reference: str) -> None:
    """It waits for nobody: it names the reference, and the gateway joins it."""
    tell(gateway, reference)
    event = lead(gateway, redeem=reference)
    assert event["person"] == {"fbp": FBP, "fbc": FBC}
    assert event["clicks"] == {"gclid": {"id": "Cj0-Ab_c", "at": "2025-11-22T12:00:00Z"}}
    assert ask(gateway, reference).status == 200


def test_a_newer_click_on_the_next_domain_stays(gateway: RunningAcceptor, reference: str) -> None:
    tell(gateway, reference)
    newer = "fb.1.1763900000000.Newer"
    assert lead(gateway, redeem=reference, fbc=newer)["person"] == {"fbp": FBP, "fbc": newer}
    assert ask(gateway, reference, fbc=newer).json["visit"]["fbc"] == newer


def test_a_reference_that_was_used_is_refused_to_the_next(gateway: RunningAcceptor, reference: str) -> None:
    """By the door and for events alike; the event itself is kept, as of its own visit."""
    tell(gateway, reference)
    ask(gateway, reference)
    other = "fb.1.1763900000000.8"
    refused = ask(gateway, reference, fbp=other)
    assert (refused.status, refused.error["reason"]) == (404, "unknown_reference")
    assert lead(gateway, redeem=reference, fbp=other)["person"] == {"fbp": other}


@pytest.mark.parametrize("origin", [STRANGER, "https://bikes.example.org.evil.example"])
def test_a_domain_that_the_first_site_does_not_name_is_refused(
    gateway: RunningAcceptor, reference: str, origin: str
) -> None:
    """And does not use the reference up."""
    tell(gateway, reference)
    assert ask(gateway, reference, origin).status in (403, 404)
    assert ask(gateway, reference).status == 200


@pytest.mark.parametrize("forged", ["", "x", "A" * 26, "x" * 65])
def test_a_forged_reference_is_refused(gateway: RunningAcceptor, forged: str) -> None:
    assert ask(gateway, forged).status in (400, 404)


def test_after_a_withdrawal_nothing_is_told(gateway: RunningAcceptor, reference: str) -> None:
    fbp = "fb.1.1763812800000.55"
    tell(gateway, reference, visit={"fbp": fbp, "reference": reference})
    gateway.post_tag({"v": 1, "consent": {"ads": "denied"}, "visit": {"fbp": fbp}})
    assert ask(gateway, reference).status == 404


@pytest.mark.parametrize("consent", [{"ads": "denied"}])
def test_nothing_is_told_to_a_page_whose_visitor_has_not_agreed(
    gateway: RunningAcceptor, reference: str, consent: dict[str, str]
) -> None:
    tell(gateway, reference)
    refused = ask(gateway, reference, consent=consent)
    assert (refused.status, refused.error["field"]) == (400, "consent.ads")
    assert ask(gateway, reference).status == 200


@pytest.mark.parametrize("consent", [{"ads": "denied"}, {"ads": "unknown"}])
def test_nothing_is_kept_of_a_visit_before_its_consent(
    gateway: RunningAcceptor, reference: str, consent: dict[str, str]
) -> None:
    tell(gateway, reference, consent=consent)
    assert ask(gateway, reference).status == 404


def test_a_short_reference_is_not_kept(gateway: RunningAcceptor) -> None:
    """A page of one's own making could be guessed."""
    tell(gateway, "short")
    assert ask(gateway, "short").status == 404


def test_an_order_reported_with_the_reference_is_of_the_visit(gateway: RunningAcceptor, reference: str) -> None:
    """Its click and its consent; what the backend says itself goes before."""
    tell(gateway, reference)
    order = {"event_name": "Purchase", "custom_data": {"order_id": reference, "value": 5, "currency": "EUR"}}
    assert gateway.post_backend({**order, "visit_reference": reference}).status == 202
    event = gateway.journalled()[-1]["event"]
    assert (event["person"], event["grants"]["ads"]) == ({"fbp": FBP, "fbc": FBC}, "granted")
    own = {"user_data": {"fbp": HERE}, "consent": {"ads": "unknown"}, "event_id": "other"}
    assert gateway.post_backend({**order, **own, "visit_reference": reference}).status == 202
    event = gateway.journalled()[-1]["event"]
    assert (event["person"], event.get("grants", {}).get("ads")) == ({"fbp": HERE, "fbc": FBC}, None)


def test_an_order_with_an_unknown_reference_counts_and_says_so(gateway: RunningAcceptor) -> None:
    order = {"event_name": "Purchase", "custom_data": {"order_id": "77", "value": 5, "currency": "EUR"}}
    answer = gateway.post_backend({**order, "visit_reference": "nobody-knows-this-one-here"}, KEY)
    assert answer.results[0]["status"] == "accepted"
    assert [each["key"] for each in answer.results[0]["dropped"]] == ["visit_reference"]


def test_neither_a_reference_nor_an_address_stands_in_a_file(tmp_path: Path, reference: str) -> None:
    """In a gateway of its own: the orders of other tests tell of the pages that they come from."""
    with running_acceptor(tmp_path / "data", settings(SHOP, BIKES)) as gateway:
        tell(gateway, reference)
        assert reference.encode() not in gateway.bytes_on_disk()
        assert ORIGIN.encode() not in gateway.bytes_on_disk()


def test_a_broken_file_of_visits_costs_no_event(tmp_path: Path) -> None:
    """The event is of its own visit then, and the page's question is answered as one for an unknown reference."""
    with running_acceptor(tmp_path / "data", settings(SHOP, BIKES)) as gateway:
        with closing(sqlite3.connect(gateway.data / "visits.db")) as connection:
            connection.execute("ALTER TABLE visit RENAME TO gone")
        tell(gateway, "A" * 26)
        assert lead(gateway, redeem="A" * 26)["person"] == {"fbp": HERE}
        assert ask(gateway, "A" * 26).status == 404
