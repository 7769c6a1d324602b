"""
The cookies in which consent banners keep an answer, where a server can read them: one reader for each banner.

A reader is given the cookies and the site's names for what the banner asks, and tells what the visitor said of
marketing. A banner's preset is no answer. Forms as documented by their makers, and as they stood in browsers in 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs

from tandem.config.consent import Banners
from tandem.consent.signals.notations import base64_json, js_literal, json_object, pairs, plain
from tandem.consent.signals.said import NOTHING, Said
from tandem.event.model import Ads

Cookies = Mapping[str, str]
Reader = Callable[[Cookies, Banners], Said]


def cookiebot(cookies: Cookies, _: Banners) -> Said:
    """`{marketing:true,method:'explicit',utc:…}`; `0`: declined; `-1`: a region that is not asked, all allowed."""
    text = plain(cookies.get("CookieConsent", ""))
    if text in ("0", "-1"):
        return Said(ads="denied" if text == "0" else "granted", signal="cookiebot")
    told = js_literal(text)
    marketing = told.get("marketing")
    if marketing == "true" and told.get("method") == "implied":
        return NOTHING
    return _answered(marketing, "cookiebot", yes="true", no="false", at=_millis(told.get("utc")))


def onetrust(cookies: Cookies, banners: Banners) -> Said:
    """`groups=C0001:1,C0004:0`; an answer only once the alert box was closed, which dates it."""
    told = parse_qs(cookies.get("OptanonConsent", ""))
    groups = pairs(told.get("groups", [""])[0])
    gpc = told.get("isGpcEnabled") == ["1"]
    closed = _moment(plain(cookies.get("OptanonAlertBoxClosed", "")))
    ads = _all({"1": True, "0": False}.get(groups.get(name, "")) for name in banners.onetrust_groups)
    if closed is None:
        ads = "unknown"
    return Said(ads=ads, signal="onetrust", at=closed, gpc=gpc)


def didomi(cookies: Cookies, banners: Banners) -> Said:
    """`didomi_token`: base64 of JSON. Purposes and vendors that are enabled, and those that are disabled."""
    told = base64_json(cookies.get("didomi_token", ""))
    asked = {"purposes": banners.didomi_purposes, "vendors": banners.didomi_vendors}
    answers = [_listed(told.get(kind), name) for kind, names in asked.items() for name in names]
    return _known(_all(answers), "didomi", _moment(told.get("updated")))


def cookieyes(cookies: Cookies, _: Banners) -> Said:
    """`consent:yes,action:yes,advertisement:no`; `action` tells that the visitor chose."""
    told = pairs(plain(cookies.get("cookieyes-consent", "")))
    if told.get("action") != "yes":
        return NOTHING
    return _answered(told.get("advertisement"), "cookieyes", yes="yes", no="no")


def complianz(cookies: Cookies, _: Banners) -> Said:
    """`cmplz_marketing=allow`; an agreement only once the banner was dismissed."""
    said = _answered(cookies.get("cmplz_marketing"), "complianz", yes="allow", no="deny")
    preset = said.ads == "granted" and cookies.get("cmplz_banner-status") != "dismissed"
    return NOTHING if preset else said


def wp_consent_api(cookies: Cookies, _: Banners) -> Said:
    """`wp_consent_marketing=allow`, which WordPress plugins share."""
    return _answered(cookies.get("wp_consent_marketing"), "wp-consent-api", yes="allow", no="deny")


def klaro(cookies: Cookies, banners: Banners) -> Said:
    """JSON of services; the site names those that stand for advertising."""
    told = json_object(plain(cookies.get("klaro", "")))
    return _known(_all(told.get(name) for name in banners.klaro_services), "klaro")


def shopify(cookies: Cookies, _: Banners) -> Said:
    """`_tracking_consent`: `m` marketing and `s` sale of data, each `1`, `0`, or empty for no answer."""
    consent = json_object(plain(cookies.get("_tracking_consent", ""))).get("con")
    told = consent.get("CMP") if isinstance(consent, dict) else None
    if not isinstance(told, dict):
        return NOTHING
    ads = _answered(told.get("m"), "shopify", yes="1", no="0").ads
    return Said(ads=ads, signal="shopify", opted_out=told.get("s") == "0")


READERS: Mapping[str, Reader] = {
    "cookiebot": cookiebot,
    "onetrust": onetrust,
    "didomi": didomi,
    "cookieyes": cookieyes,
    "complianz": complianz,
    "wp-consent-api": wp_consent_api,
    "klaro": klaro,
    "shopify": shopify,
}
"""By the name that `server-signals` gives them."""


def _all(answers: Iterable[object]) -> Ads:
    """Granted when every answer is yes, denied when one is no, else nobody knows."""
    every = list(answers)
    if any(answer is False for answer in every):
        return "denied"
    return "granted" if every and all(answer is True for answer in every) else "unknown"


def _listed(told: object, name: str) -> bool | None:
    lists = told if isinstance(told, dict) else {}
    for word, answer in (("disabled", False), ("enabled", True)):
        names = lists.get(word)
        if isinstance(names, list) and name in names:
            return answer
    return None


def _answered(word: object, signal: str, *, yes: str, no: str, at: datetime | None = None) -> Said:
    return _known("granted" if word == yes else "denied" if word == no else "unknown", signal, at)


def _known(ads: Ads, signal: str, at: datetime | None = None) -> Said:
    return NOTHING if ads == "unknown" else Said(ads=ads, signal=signal, at=at)


def _moment(text: object) -> datetime | None:
    """An ISO 8601 date and time with its zone, as JavaScript writes it."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _millis(text: str | None) -> datetime | None:
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 13:
        return None
    return datetime.fromtimestamp(int(text) / 1000, UTC)
