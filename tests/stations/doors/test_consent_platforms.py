"""Which consent platforms a site's tag reads, and what it is told of them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tandem.config.cmp import Cmp
from tandem.config.consent import Banners
from tandem.config.schema import Consent, Site
from tandem.config.tag import Tag
from tandem.doors import consent_platforms
from tandem.doors.composition import composed, fetched, soon
from tandem.doors.script import tag_settings
from tandem.event.dictionary import build
from tandem.kit import built

ALL = ("tcf", "gpp", "usp", "cookiebot", "onetrust", "usercentrics", "didomi", "cookieyes", "complianz", "klaro")
ALL += ("shopify", "wp-consent-api", "gcm")
"""In the order of docs/consent-banners.md."""


def site(adapter: Any = "auto", **consent: Any) -> Site:
    cmp = msgspec.convert({"adapter": adapter}, Cmp)
    return Site(name="shop", origins=(), consent=Consent(**consent), tag=Tag(cmp=cmp))


def told(made: Site) -> dict[str, Any]:
    settings = tag_settings(made, build({}), "https://gw.example.com")
    return dict(settings["cmp"])


def test_one_adapter_is_fetched_at_once_and_of_several_those_that_are_on_the_page() -> None:
    """The script holds none of them: what it is told is by which sign to know a platform, in the order of rank."""
    assert composed(site("cookiebot")) == composed(site()) == ("late", "cmp", "scout")
    assert (soon(site("cookiebot")), fetched(site("cookiebot"))) == (("cmp.cookiebot",), ("cmp.cookiebot",))
    assert (soon(site(["gpp", "tcf"])), fetched(site(["gpp", "tcf"]))) == ((), ("cmp.gpp", "cmp.tcf"))
    assert list(told(site(["gpp", "tcf"]))["signs"].items()) == [("gpp", "__gpp"), ("tcf", "__tcfapi")]
    assert composed(Site(name="shop", origins=())) == ()


def test_auto_looks_for_every_platform_that_can_say_something() -> None:
    """Didomi and Klaro only where the settings know what the site calls advertising there."""
    assert consent_platforms.of(site()) == tuple(name for name in ALL if name not in ("didomi", "klaro"))
    named = Banners(didomi_vendors=("facebook",), klaro_services=("meta-pixel",))
    assert consent_platforms.of(site(banners=named)) == ALL


def test_the_tag_is_told_what_the_site_calls_advertising_and_how_long_to_look() -> None:
    banners = Banners(onetrust_groups=("C0004", "C0005"), didomi_purposes=("ads",), didomi_vendors=("facebook",))
    assert told(site("cookiebot")) == {"names": {}, "wait": 5000.0, "signs": {"cookiebot": "Cookiebot"}}
    assert told(site(["onetrust", "didomi"], banners=banners))["names"] == {
        "onetrust": ["C0004", "C0005"],
        "didomi": ["ads", "facebook"],
    }


def test_the_additional_consent_string_is_asked_for_where_the_site_requires_it() -> None:
    assert told(site("tcf", additional_consent="require"))["names"] == {"tcf": ["ac"]}
    assert told(site("tcf"))["names"] == {}


def test_a_site_with_regions_needs_nobody_on_its_pages_to_follow_them() -> None:
    """An opt-out of US law limits there; without the part it could only refuse."""
    for consent in (Consent(policy="opt-out-ldu"), Consent(regions={"US": "opt-out"})):
        regional = Site(name="shop", origins=(), consent=consent)
        assert composed(regional) == ("cmp",)
        assert told(regional) == {"names": {}, "wait": 0.0}


@pytest.mark.skipif(not (built.FOLDER / "tag.js").exists(), reason="the tag is not built")
def test_every_platform_of_the_settings_has_an_adapter() -> None:
    assert {file.name.split(".")[2] for file in built.FOLDER.glob("tag.cmp.*.js")} == set(ALL)
