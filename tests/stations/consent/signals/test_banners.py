"""The cookies of consent banners, in the forms their makers document."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from tandem.config.consent import Banners
from tandem.consent.signals.banners import READERS
from tandem.consent.signals.said import NOTHING, Said


def said(banner: str, cookies: dict[str, str], **names: Any) -> Said:
    return READERS[banner](cookies, Banners(**names))


COOKIEBOT = (
    "{stamp:'ZQ+k==',necessary:true,preferences:true,statistics:false,marketing:%s,method:'%s',ver:1,"
    "utc:1763812800000,region:'de'}"
)
NOVEMBER = datetime(2025, 11, 22, 12, 0, tzinfo=UTC)
"""1763812800 by `date -u -d @1763812800`."""


@pytest.mark.parametrize(
    ("value", "ads"),
    [
        (COOKIEBOT % ("true", "explicit"), "granted"),
        (quote(COOKIEBOT % ("true", "explicit")), "granted"),
        (quote(COOKIEBOT % ("false", "explicit")), "denied"),
        (COOKIEBOT % ("true", "implied"), "unknown"),
        (COOKIEBOT % ("false", "implied"), "denied"),
        ("0", "denied"),
        ("-1", "granted"),
        ("", "unknown"),
        ("{marketing:true", "unknown"),
        ("{stamp:'a'b,marketing:true}", "unknown"),
        ("{stamp:'marketing:true,',marketing:false}", "denied"),
        ('{"marketing":true}', "unknown"),
    ],
)
def test_cookiebot_writes_a_javascript_object(value: str, ads: str) -> None:
    """cookiebot.com/en/developer: no JSON. `-1` is a region that is not asked; `implied` is nobody's answer."""
    assert said("cookiebot", {"CookieConsent": value}).ads == ads


def test_cookiebot_tells_the_moment() -> None:
    assert said("cookiebot", {"CookieConsent": COOKIEBOT % ("true", "explicit")}).at == NOVEMBER


ONETRUST = (
    "isGpcEnabled={gpc}&datestamp=Wed+Feb+01+2023+12%3A35%3A32+GMT%2B0100+(Central+European+Standard+Time)"
    "&version=202209.1.0&interactionCount=1&groups=C0001%3A1%2CC0002%3A0%2CC0003%3A1%2CC0004%3A{ads}%2CC0005%3A1"
    "&geolocation=AT%3B9"
)
CLOSED = {"OptanonAlertBoxClosed": "2025-11-22T12:00:00.000Z"}


@pytest.mark.parametrize(
    ("cookies", "ads"),
    [
        ({"OptanonConsent": ONETRUST.format(gpc=0, ads=1), **CLOSED}, "granted"),
        ({"OptanonConsent": ONETRUST.format(gpc=0, ads=0), **CLOSED}, "denied"),
        ({"OptanonConsent": ONETRUST.format(gpc=0, ads=1)}, "unknown"),
        ({"OptanonConsent": ONETRUST.format(gpc=0, ads=0)}, "unknown"),
        ({"OptanonConsent": "groups=C0001%3A1", **CLOSED}, "unknown"),
        (CLOSED, "unknown"),
    ],
)
def test_onetrust_answers_once_its_box_was_closed(cookies: dict[str, str], ads: str) -> None:
    """The form of npmjs.com/package/@commercetools-frontend/cookie-consent; C0004 is targeting."""
    assert said("onetrust", cookies).ads == ads


def test_onetrust_tells_the_moment_and_the_browsers_own_refusal() -> None:
    told = said("onetrust", {"OptanonConsent": ONETRUST.format(gpc=1, ads=0), **CLOSED})
    assert (told.at, told.gpc) == (NOVEMBER, True)


def test_onetrusts_groups_may_have_names_of_the_sites_own() -> None:
    cookies = {"OptanonConsent": "groups=ADS%3A1%2CSOC%3A0", **CLOSED}
    assert said("onetrust", cookies, onetrust_groups=("ADS",)).ads == "granted"
    assert said("onetrust", cookies, onetrust_groups=("ADS", "SOC")).ads == "denied"


DIDOMI = (
    "eyJ1c2VyX2lkIjoiMTc4NDExNGMtZjhiMy02NTkwLWE2ZGYtYjlmYjI0MGJkZWE1IiwiY3JlYXRlZCI6IjIwMjEtMDMtMTdUMTY6NDY6MzIuMzQ0WiIs"
    "InVwZGF0ZWQiOiIyMDIxLTAzLTE3VDE2OjQ2OjMyLjM0NFoiLCJ2ZW5kb3JzIjp7ImVuYWJsZWQiOlsiYW1hem9uIiwiZ29vZ2xlIiwiYzpyZXNlYXV4"
    "c28tVkZlcEtyTFIiLCJjOnBhcnRlbmFpcmUtWDlTRFdrZzIiLCJjOnBlcnNvbm5hbGktWDNWY3h6UkQiLCJjOmdvb2dsZWFuYS1oN0tjM2U3WSIsImM6"
    "cHVibGljaXRlLXRGUkY0ZDM5Il19LCJwdXJwb3NlcyI6eyJlbmFibGVkIjpbInA0ZW05YThtIiwicGFydGVuYWlyZS1jQXNEZThqQyIsIkNMLVQxUmdt"
    "NyIsIk05TlJISmUzRyIsInE0emxKcWRjRCJdfSwidmVuZG9yc19saSI6eyJlbmFibGVkIjpbImdvb2dsZSJdfSwidmVyc2lvbiI6Mn0="
)
"""The example of support.didomi.io/en/didomi-cookies-storage-1."""


def test_didomis_published_token_is_read() -> None:
    told = said("didomi", {"didomi_token": DIDOMI}, didomi_purposes=("M9NRHJe3G",), didomi_vendors=("google",))
    assert told == Said(ads="granted", signal="didomi", at=datetime(2021, 3, 17, 16, 46, 32, 344000, UTC))
    assert said("didomi", {"didomi_token": DIDOMI}, didomi_vendors=("facebook",)) == NOTHING
    assert said("didomi", {"didomi_token": DIDOMI}) == NOTHING


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_what_is_disabled_at_didomi_is_denied(encode: Any) -> None:
    token = encode(json.dumps({"purposes": {"enabled": ["a"], "disabled": ["b"]}}).encode()).decode()
    for form in (token, token.rstrip("="), quote(token)):
        assert said("didomi", {"didomi_token": form}, didomi_purposes=("a",)).ads == "granted"
        assert said("didomi", {"didomi_token": form}, didomi_purposes=("a", "b")).ads == "denied"
        assert said("didomi", {"didomi_token": form}, didomi_purposes=("a", "c")).ads == "unknown"


COOKIEYES = (
    "consentid:abc,consent:{0},action:{1},necessary:yes,functional:yes,analytics:no,performance:no,advertisement:{2}"
)


@pytest.mark.parametrize(
    ("banner", "cookies", "ads"),
    [
        ("cookieyes", {"cookieyes-consent": COOKIEYES.format("yes", "yes", "yes")}, "granted"),
        ("cookieyes", {"cookieyes-consent": COOKIEYES.format("yes", "yes", "no")}, "denied"),
        ("cookieyes", {"cookieyes-consent": COOKIEYES.format("no", "yes", "no")}, "denied"),
        ("cookieyes", {"cookieyes-consent": COOKIEYES.format("", "", "yes")}, "unknown"),
        ("cookieyes", {"cookieyes-consent": quote(COOKIEYES.format("yes", "yes", "yes"))}, "granted"),
        ("complianz", {"cmplz_marketing": "allow", "cmplz_banner-status": "dismissed"}, "granted"),
        ("complianz", {"cmplz_marketing": "allow"}, "unknown"),
        ("complianz", {"cmplz_marketing": "deny"}, "denied"),
        ("complianz", {"cmplz_statistics": "allow", "cmplz_banner-status": "dismissed"}, "unknown"),
        ("wp-consent-api", {"wp_consent_marketing": "allow"}, "granted"),
        ("wp-consent-api", {"wp_consent_marketing": "deny"}, "denied"),
        ("wp-consent-api", {"wp_consent_statistics": "allow"}, "unknown"),
    ],
)
def test_banners_that_keep_plain_words(banner: str, cookies: dict[str, str], ads: str) -> None:
    """As cookieyes.com, complianz.io and the WP Consent API document them. A preset is no answer."""
    assert said(banner, cookies).ads == ads


@pytest.mark.parametrize(
    ("services", "ads"),
    [
        ((), "unknown"),
        (("facebook",), "granted"),
        (("google",), "denied"),
        (("facebook", "google"), "denied"),
        (("other",), "unknown"),
        (("facebook", "other"), "unknown"),
    ],
)
def test_klaro_is_asked_for_the_sites_own_services(services: tuple[str, ...], ads: str) -> None:
    """klaro.org/docs: JSON, service by service; their names are the site's."""
    cookies = {"klaro": quote(json.dumps({"facebook": True, "google": False}))}
    assert said("klaro", cookies, klaro_services=services).ads == ads


@pytest.mark.parametrize(
    ("marketing", "sale", "ads", "opted_out"),
    [
        ("1", "", "granted", False),
        ("0", "", "denied", False),
        ("", "", "unknown", False),
        ("1", "0", "granted", True),
        ("", "0", "unknown", True),
        ("1", "1", "granted", False),
    ],
)
def test_shopify_tells_marketing_and_the_sale_of_data_apart(
    marketing: str, sale: str, ads: str, opted_out: bool
) -> None:
    """shopify.dev/docs/api/customer-privacy: the legacy cookie, version 2.1."""
    told = {"con": {"CMP": {"a": "1", "m": marketing, "p": "1", "s": sale}}, "v": "2.1", "region": "USCA", "reg": ""}
    found = said("shopify", {"_tracking_consent": quote(json.dumps(told))})
    assert (found.ads, found.opted_out) == (ads, opted_out)


@pytest.mark.parametrize("banner", READERS)
def test_without_its_cookie_a_banner_says_nothing(banner: str) -> None:
    told = said(banner, {}, klaro_services=("a",), didomi_purposes=("a",))
    assert (told.ads, told.opted_out, told.gpc, told.at) == ("unknown", False, False, None)
