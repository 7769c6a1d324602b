"""Where a visitor is, by the owner's proxy or by the page; and what follows for script, cookies and event."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tandem.config.consent import Consent
from tandem.doors.tag_consent import tag_consent, tag_regions
from tests.support.acceptor import Answer, RunningAcceptor, running_acceptor
from tests.support.events import FBP
from tests.support.settings import SHOP, settings

POLICY = Consent(
    regions={"US": "opt-out", "US-CA": "opt-out-ldu", "CH": "none"},
    region_header="CF-IPCountry",
    subdivision_header="cf-region-code",
    server_signals=("wp-consent-api", "usp"),
)
TOLD_BY_PAGES = msgspec.structs.replace(POLICY, region_header="", subdivision_header="")


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    """Behind a proxy on this machine that names the region."""
    shop = msgspec.structs.replace(SHOP, consent=POLICY)
    made = settings(shop, trusted_proxies=("127.0.0.0/8",))
    with running_acceptor(tmp_path_factory.mktemp("region") / "data", made) as running:
        yield running


@pytest.fixture(scope="module")
def unproxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    """The same, with nobody to be trusted."""
    with running_acceptor(
        tmp_path_factory.mktemp("bare") / "data", settings(msgspec.structs.replace(SHOP, consent=POLICY))
    ) as running:
        yield running


def post(
    gateway: RunningAcceptor, *, ads: str = "unknown", headers: dict[str, str] | None = None, **consent: Any
) -> Answer:
    lead = {"event_name": "Lead", "event_id": "1", "event_time": int(time.time() * 1000)}
    told = {"v": 1, "consent": {"ads": ads, **consent}, "visit": {"fbp": FBP}, "events": [lead]}
    answer = gateway.post_tag(told, **(headers or {}))
    assert answer.status == 202
    return answer


def kept(gateway: RunningAcceptor) -> dict[str, Any]:
    event: dict[str, Any] = [entry for entry in gateway.journalled() if entry["kind"] == "event"][-1]["event"]
    return event


def cookies(answer: Answer) -> list[str]:
    """What becomes of the Pixel's."""
    lines = answer.headers.get_all("set-cookie") or []
    return [line.partition(";")[0] for line in lines if line.startswith("_fb")]


def script(gateway: RunningAcceptor, **headers: str) -> tuple[dict[str, Any], Answer]:
    answer = gateway.ask("GET", "/t.js", **headers)
    (settings,) = [line for line in answer.body.decode().splitlines() if line.startswith("{const __TANDEM_SETTINGS__=")]
    told: dict[str, Any] = json.loads(settings.partition("=")[2].rstrip(";"))
    return told, answer


@pytest.mark.parametrize(
    ("headers", "region"),
    [
        ({"cf_ipcountry": "US", "cf_region_code": "CA"}, "US-CA"),
        ({"cf_ipcountry": "US", "cf_region_code": "US-CA"}, "US-CA"),
        ({"cf_ipcountry": "us"}, "US"),
        ({"cf_ipcountry": "DE", "cf_region_code": "BE"}, "DE-BE"),
        ({"cf_ipcountry": "DE", "cf_region_code": "Berlin"}, "DE"),
        ({"cf_ipcountry": "XX"}, None),
        ({"cf_ipcountry": "T1"}, None),
        ({}, None),
    ],
)
def test_the_proxy_names_the_region(gateway: RunningAcceptor, headers: dict[str, str], region: str | None) -> None:
    """As Cloudflare and others write it: XX is unknown, T1 the Tor network."""
    post(gateway, headers=headers)
    assert kept(gateway).get("region") == region


def test_a_header_that_no_proxy_of_ours_sent_is_passed_over(unproxied: RunningAcceptor) -> None:
    """A visitor could write it: what the page says is then all that is known."""
    post(unproxied, headers={"cf_ipcountry": "CH"})
    assert kept(unproxied).get("region") is None
    post(unproxied, headers={"cf_ipcountry": "CH"}, region="US-CA")
    assert kept(unproxied)["region"] == "US-CA"


def test_an_opt_out_under_limited_data_use_keeps_the_visitor_and_remembers_the_limit(gateway: RunningAcceptor) -> None:
    answer = post(gateway, headers={"cf_ipcountry": "US", "cf_region_code": "CA", "sec_gpc": "1"})
    assert kept(gateway)["grants"] == {"limit": [1, 1000]}
    assert kept(gateway)["person"] == {"fbp": FBP}
    assert cookies(answer) == [f"_fbp={FBP}"]


def test_elsewhere_the_same_browser_is_refused(gateway: RunningAcceptor) -> None:
    answer = post(gateway, headers={"cf_ipcountry": "US", "cf_region_code": "TX", "sec_gpc": "1"})
    assert kept(gateway)["grants"]["ads"] == "denied"
    assert kept(gateway)["person"] == {}
    assert cookies(answer) == ["_fbp=", "_fbc="]


def test_without_an_answer_cookies_follow_the_policy_of_the_region(gateway: RunningAcceptor) -> None:
    assert cookies(post(gateway, headers={"cf_ipcountry": "US"})) == [f"_fbp={FBP}"]
    assert cookies(post(gateway, headers={"cf_ipcountry": "DE"})) == []


def test_a_banners_cookie_answers_where_the_tag_has_no_answer(gateway: RunningAcceptor) -> None:
    answer = post(gateway, headers={"cookie": "wp_consent_marketing=deny"})
    assert kept(gateway)["grants"] == {"ads": "denied", "signal": "wp-consent-api"}
    assert cookies(answer) == ["_fbp=", "_fbc="]
    answer = post(gateway, headers={"cookie": "wp_consent_marketing=allow"})
    assert kept(gateway)["grants"] == {"ads": "granted", "signal": "wp-consent-api"}
    assert cookies(answer) == [f"_fbp={FBP}"]
    post(gateway, ads="granted", headers={"cookie": "wp_consent_marketing=deny"})
    assert kept(gateway)["grants"]["ads"] == "granted"


def test_a_refusal_by_cookie_stops_what_waits(gateway: RunningAcceptor) -> None:
    """A withdrawal is journalled as if the tag had told of it."""
    before = len(gateway.journalled())
    post(gateway, headers={"cookie": "wp_consent_marketing=deny"})
    assert [entry["kind"] for entry in gateway.journalled()[before:]] == ["event", "consent"]


OPT_OUT = {"policy": "opt_out"}
CALIFORNIA = {"policy": "opt_out", "limit": [1, 1000]}


@pytest.mark.parametrize(
    ("headers", "consent", "honours", "region", "rule"),
    [
        (
            {"cf_ipcountry": "US", "cf_region_code": "CA"},
            "opt_out",
            True,
            "US-CA",
            {"policy": "opt_out", "limit": [1, 1000]},
        ),
        ({"cf_ipcountry": "US"}, "opt_out", True, "US", {"policy": "opt_out"}),
        ({"cf_ipcountry": "US", "cf_region_code": "NY"}, "opt_out", True, "US", {"policy": "opt_out"}),
        ({"cf_ipcountry": "CH"}, "opt_out", False, "CH", {"policy": "opt_out"}),
        ({"cf_ipcountry": "DE"}, "opt_in", True, None, None),
        ({}, "opt_in", True, None, None),
    ],
)
def test_the_script_carries_the_policy_of_the_visitors_region(
    gateway: RunningAcceptor, headers: dict[str, str], consent: str, honours: bool, region: str | None, rule: Any
) -> None:
    """Both legs ask the same rule; no cache may give one visitor's script to another."""
    found, answer = script(gateway, **headers)
    assert (found["consent"], found["honour_gpc"]) == (consent, honours)
    assert (found.get("region"), found.get("regions")) == (region, {region: rule} if region else None)
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.headers["vary"] == "cf-ipcountry, cf-region-code"


def test_a_page_that_knows_the_region_is_told_of_all_that_differ() -> None:
    """The states that Meta numbers have an entry each, so that both legs name the same."""
    ldu = msgspec.structs.replace(TOLD_BY_PAGES, regions={"US": "opt-out-ldu", "US-TX": "opt-out", "CH": "none"})
    told = tag_consent(ldu, None)["regions"]
    assert told["US"] == {"policy": "opt_out", "limit": (0, 0)}
    assert told["US-CA"] == {"policy": "opt_out", "limit": (1, 1000)}
    assert told["US-TX"] == told["CH"] == {"policy": "opt_out"}
    assert len(told) == 1 + 14 + 1
    assert set(tag_regions(TOLD_BY_PAGES)) == {"US", "US-CA", "CH"}


def test_a_site_with_one_policy_is_told_nothing_new() -> None:
    assert tag_consent(Consent(), "US") == {"consent": "opt_in", "honour_gpc": True}
