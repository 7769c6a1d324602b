"""GET /p.gif: what of a browser without JavaScript is counted, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tandem.config.schema import Consent, Limits
from tests.support.acceptor import Answer, RunningAcceptor, running_acceptor
from tests.support.events import FBC, FBP
from tests.support.settings import ORIGIN, SHOP, settings

ASKED, LIMITED, PIXEL = "https://asked.example.com", "https://limited.example.com", "https://pixel.example.com"
OPT_OUT = Consent(
    policy="opt-out", server_signals=("cookieyes",), region_header="cf-ipcountry", regions={"DE": "opt-in"}
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    sites = (
        msgspec.structs.replace(SHOP, consent=OPT_OUT),
        msgspec.structs.replace(SHOP, name="asked", origins=(ASKED,), keys=()),
        msgspec.structs.replace(
            SHOP, name="limited", origins=(LIMITED,), keys=(), consent=Consent(policy="opt-out-ldu")
        ),
        msgspec.structs.replace(SHOP, name="pixel", origins=(PIXEL,), keys=(), consent=OPT_OUT, mode="pixel-only"),
    )
    made = settings(*sites, limits=Limits(), trusted_proxies=("127.0.0.0/8",))
    with running_acceptor(tmp_path_factory.mktemp("image") / "data", made) as running:
        yield running


def looked(gateway: RunningAcceptor, page: str = f"{ORIGIN}/p?q=1", **headers: str) -> tuple[Answer, list[Any]]:
    """What a page's image was answered, and the events that were journalled for it."""
    before = len(events(gateway))
    answer = gateway.ask("GET", "/p.gif", referer=page, **headers)
    return answer, events(gateway)[before:]


def events(gateway: RunningAcceptor) -> list[Any]:
    return [entry["event"] for entry in gateway.journalled() if entry["kind"] == "event"]


def test_a_view_is_counted_where_nobody_need_be_asked(gateway: RunningAcceptor) -> None:
    """As the page view of a web site, with what the request itself tells, under an id of its own; no cookie is set."""
    answer, [view] = looked(gateway, user_agent="Links (2.29)", x_forwarded_for="8.8.8.8")
    _, [again] = looked(gateway)

    assert (answer.status, answer.headers["content-type"]) == (200, "image/gif")
    assert (answer.headers["cache-control"], answer.headers["set-cookie"]) == ("no-store", None)
    assert answer.body[:6] == b"GIF89a"
    assert (view["event_name"], view["source"], view["event_source_url"]) == ("PageView", "noscript", f"{ORIGIN}/p?q=1")
    assert (view["client_user_agent"], view["client_ip_address"]) == ("Links (2.29)", "8.8.8.8")
    assert "ads" not in view["grants"]  # unknown: nobody's answer is made up
    assert view["event_id"] != again["event_id"]


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        (f"{ASKED}/", {}),
        (f"{ORIGIN}/", {"cf_ipcountry": "DE"}),
        (f"{ORIGIN}/", {"sec_gpc": "1"}),
        (f"{ORIGIN}/", {"dnt": "1"}),
        (f"{ORIGIN}/", {"cookie": "cookieyes-consent=consent:no,action:yes,advertisement:no"}),
        (f"{PIXEL}/", {}),
    ],
    ids=["asks first", "region asks first", "gpc", "dnt", "banner's cookie", "pixel-only"],
)
def test_nothing_is_kept_of_who_must_be_asked_or_said_no(
    gateway: RunningAcceptor, page: str, headers: dict[str, str]
) -> None:
    """The page is answered all the same, so that it learns nothing of its visitor."""
    answer, kept = looked(gateway, page, **headers)
    assert (answer.status, answer.headers["set-cookie"], kept) == (200, None, [])


def test_an_opt_out_that_limits_goes_limited(gateway: RunningAcceptor) -> None:
    """Where the site lets Global Privacy Control limit, the view goes under Limited Data Use, as the tag's would."""
    _, [view] = looked(gateway, f"{LIMITED}/", sec_gpc="1")
    assert view["grants"]["limit"] == [0, 0]


def test_a_click_in_the_address_and_the_cookies_of_an_earlier_visit_are_read(gateway: RunningAcceptor) -> None:
    """The click that led here becomes an `fbc`; what cookies already know of is kept byte for byte."""
    _, [landed] = looked(gateway, f"{ORIGIN}/?fbclid=IwAR0_CaseKept")
    _, [known] = looked(gateway, cookie=f"_fbp={FBP}; _fbc={FBC}")
    assert landed["person"]["fbc"].endswith(".IwAR0_CaseKept")
    assert known["person"] == {"fbp": FBP, "fbc": FBC}


@pytest.mark.parametrize(
    "page", ["", "https://elsewhere.example/", "not an address", "https://[", f"{ORIGIN}.evil.example/"]
)
def test_a_page_that_no_site_lists_is_told_what_to_mend(gateway: RunningAcceptor, page: str) -> None:
    answer, kept = looked(gateway, page)
    assert (answer.status, answer.error["reason"], kept) == (403, "unknown_origin", [])
    assert "referrerpolicy" in answer.error["cure"]


@pytest.mark.parametrize("page", [f"{ORIGIN}/?fbclid=[", f"{ORIGIN}/?fbclid=" + "x" * 5_000])
def test_an_odd_address_costs_the_click_and_not_the_view(gateway: RunningAcceptor, page: str) -> None:
    answer, kept = looked(gateway, page)
    assert (answer.status, len(kept)) == (200, 1)
    assert "person" not in kept[0] or "fbc" not in kept[0]["person"]


def test_personal_data_in_the_address_of_the_page_does_not_reach_the_disk(gateway: RunningAcceptor) -> None:
    """A form sent without JavaScript may have put it there."""
    _, [view] = looked(gateway, f"{ORIGIN}/thanks?email=ada%40example.com&plan=gold")
    assert "plan=gold" in view["event_source_url"]
    assert b"ada%40example" not in gateway.bytes_on_disk()
    assert b"ada@example" not in gateway.bytes_on_disk()
