"""What the tag's part `cmp` is made of, and told: whom it asks for consent, and what a site calls advertising there."""

from __future__ import annotations

from typing import Any, get_args

from tandem.config.cmp import Cmp, Platform
from tandem.config.consent import NAMED_BY
from tandem.config.schema import Site

ALL: tuple[Platform, ...] = get_args(Platform)

NOBODY = Cmp(wait=0.0)

SIGNS: dict[Platform, str] = {
    "tcf": "__tcfapi",
    "gpp": "__gpp",
    "usp": "__uspapi",
    "cookiebot": "Cookiebot",
    "onetrust": "OneTrust",
    "usercentrics": "__ucCmp UC_UI",
    "didomi": "Didomi",
    "cookieyes": "getCkyConsent",
    "complianz": "cmplz_has_consent",
    "klaro": "klaro",
    "shopify": "Shopify",
    "wp-consent-api": "wp_has_consent",
    "gcm": "dataLayer",
}
"""
What a page holds where the platform is: one of these globals, the same that its adapter reads (tag/parts/cmp/adapters,
each with its source). A page without any of them fetches no adapter.
"""


def part(site: Site) -> Cmp | None:
    """The part as set; with nobody to ask, where the visitor's region alone makes it needed."""
    if site.tag.shopify:
        return None  # its frame holds no platform, and is told the answer
    if site.tag.cmp or not _is_regional(site):
        return site.tag.cmp
    return NOBODY


def of(site: Site) -> tuple[Platform, ...]:
    """The platforms that the site's tag looks for, in their order of rank."""
    cmp = site.tag.cmp
    if cmp is None or site.tag.shopify:
        return ()
    return cmp.named() or tuple(name for name in ALL if _answers(site, name))


def told(site: Site) -> dict[str, Any]:
    """The settings of the part: what must be allowed by platform, how long to look (milliseconds), by what sign."""
    cmp = part(site)
    if cmp is None:
        return {}
    platforms = of(site)
    names = {name: list(site.consent.banners.of(name)) for name in platforms}
    if "tcf" in names and site.consent.additional_consent == "require":
        names["tcf"] = ["ac"]
    signs = {"signs": {name: SIGNS[name] for name in platforms}} if platforms else {}
    return {"cmp": {"names": {name: those for name, those in names.items() if those}, "wait": cmp.wait * 1000, **signs}}


def _is_regional(site: Site) -> bool:
    """A part that knows the visitor's answer itself needs no region."""
    if any(other.knows_consent for other in site.tag.parts().values()):
        return False
    return bool(site.consent.regions) or site.consent.policy == "opt-out-ldu"


def _answers(site: Site, name: Platform) -> bool:
    return name not in NAMED_BY or bool(site.consent.banners.of(name))
