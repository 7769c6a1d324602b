"""GET /t.js: the tag with the site's settings in front, safe to paste, cheap to fetch again."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tandem.config.existing import Observer, Shopify
from tandem.config.schema import Consent, Meta, Site
from tandem.config.tag import Tag
from tandem.doors.reply import Reply
from tandem.doors.script import Script, Scripts, public_url, tag_settings
from tandem.event.dictionary import build
from tests.support.settings import SHOP, settings

ENDPOINT = "https://gw.example.com"


def told(site: Site = SHOP, events: dict[str, Any] | None = None) -> dict[str, Any]:
    return tag_settings(site, build(events or {}), ENDPOINT)


def served_script(site: Site = SHOP) -> Script:
    """As the gateway composes it, for a visitor of an unknown region."""
    return Scripts(site, build({}), ENDPOINT).of(None)


def served(site_settings: dict[str, Any]) -> str:
    return Script(site_settings).reply(None).body.decode()


def embedded(body: str) -> Any:
    found = re.search(r"^\{const __TANDEM_SETTINGS__=(.*);$", body, re.MULTILINE)
    assert found
    return json.loads(found[1])


def test_the_tag_is_told_what_it_needs() -> None:
    site = Site(
        name="shop",
        origins=(),
        mode="api-only",
        consent=Consent(policy="opt-out"),
        meta=(Meta(dataset_id="7", token="x"),),
    )
    page = embedded(served(told(site)))
    events = page.pop("events")
    assert page == {
        "site": "shop",
        "mode": "api_only",
        "endpoint": "https://gw.example.com/e",
        "pixels": ["7"],
        "pixel_script": "https://connect.facebook.net/en_US/fbevents.js",
        "consent": "opt_out",
        "honour_gpc": True,
        "cookie_domain": "",
        "page_view": True,
    }
    assert events["Purchase"] == {
        "legs": ["browser", "server"],
        "event_id": "order_{order_id}",
        "required": ["value", "currency"],
    }
    assert events["PageView"] == {"legs": ["browser"]}


def test_every_visitor_may_read_it_so_nothing_secret_is_in_it() -> None:
    site = Site(
        name="shop", origins=("https://a.example",), keys=("f" * 64,), meta=(Meta(dataset_id="7", token="the-token"),)
    )
    body = served(told(site))
    assert "the-token" not in body
    assert "f" * 64 not in body


def test_a_site_without_a_dataset_gets_a_tag_without_a_pixel() -> None:
    page = embedded(served(told(Site(name="shop", origins=()))))
    assert (page["pixels"], page["pixel_script"]) == ([], "")


def test_a_sites_own_events_are_in_it() -> None:
    assert told(events={"BookTestRide": {"legs": ["server"]}})["events"]["BookTestRide"] == {"legs": ("server",)}


def test_where_a_source_decides_what_is_a_sale_the_pixel_is_told_nothing() -> None:
    """An unpaid order must not be counted at Meta; the gateway hears of it all the same."""
    order = {"truth": "till"}
    assert told(events={"Purchase": {"order": order}})["events"]["Purchase"]["legs"] == ("server",)
    free = {"Purchase": {"order": {**order, "browser_leg": "told"}}}
    assert list(told(events=free)["events"]["Purchase"]["legs"]) == ["browser", "server"]


def test_pasted_into_a_page_it_cannot_close_the_script_element() -> None:
    """`</script>` in a name would end the element and begin whatever follows."""
    name = "</script><img src=x onerror=alert(1)>"
    body = served(told(events={name: {}}))
    head = body.partition("\n")[0]
    assert "</" not in head
    assert name in embedded(body)["events"]


def test_the_first_line_has_a_browser_compile_it_while_it_arrives() -> None:
    """Nothing may stand before it: https://v8.dev/blog/explicit-compile-hints"""
    assert served_script().body.startswith(b"//# allFunctionsCalledOnLoad\n")


def test_a_browser_that_has_it_is_not_sent_it_again() -> None:
    script = Script(told())
    first = script.reply(None)
    etag = dict(first.headers)["etag"]
    again = script.reply(etag)
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert dict(again.headers)["etag"] == etag
    assert dict(first.headers)["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("form", ["W/{}", '"other", {}', '{}, "other"', 'W/"other", W/{}'])
def test_the_validator_holds_in_every_form_a_proxy_may_give_it(form: str) -> None:
    """RFC 9110, section 13.1.2: a list, compared weakly."""
    script = Script(told())
    etag = dict(script.reply(None).headers)["etag"]
    assert script.reply(form.format(etag)).status == 304


@pytest.mark.parametrize("sent", [None, "", '"other"', "\xff"])
def test_a_browser_that_has_another_one_gets_this_one(sent: str | None) -> None:
    reply: Reply = Script(told()).reply(sent)
    assert (reply.status, len(reply.body) > 1_000) == (200, True)


def test_a_changed_setting_is_another_file() -> None:
    one, other = (dict(Script({**told(), "page_view": debug}).reply(None).headers)["etag"] for debug in (True, False))
    assert one != other


def test_it_may_be_loaded_by_any_page() -> None:
    headers = dict(Script(told()).reply(None).headers)
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("gateway", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"port": 9000}, "http://127.0.0.1:9000"),
        ({"public_url": "https://gw.example.com/"}, "https://gw.example.com"),
    ],
)
def test_the_tag_is_told_how_browsers_reach_the_gateway(gateway: dict[str, Any], url: str) -> None:
    assert public_url(settings(**gateway)) == url


def test_where_the_page_s_own_pixel_is_observed_the_tag_reports_no_page_view_of_its_own() -> None:
    """The Pixel would be told twice."""
    site = Site(name="shop", origins=(), tag=Tag(observer=Observer()))
    assert told(site)["page_view"] is False
    assert told(site)["observer"] == {}


def test_inside_shopify_nothing_is_sent_before_shopify_allows_it() -> None:
    """Whatever the site's policy: Shopify knows where the visitor must be asked."""
    site = Site(name="shop", origins=(), consent=Consent(policy="opt-out"), tag=Tag(shopify=Shopify()))
    assert told(site)["consent"] == "opt_in"
    assert told(site)["page_view"] is False
