"""What the tag's part `cmp` is made of, and told: whom it asks for consent, and what a site calls advertising there."""

from __future__ import annotations

from typing import Any, get_args

from tandem.config.cmp import Platform
from tandem.config.consent import NAMED_BY
from tandem.config.schema import Site

ALL: tuple[Platform, ...] = get_args(Platform)


def of(site: Site) -> tuple[Platform, ...]:
    """The platforms whose adapters the site's tag is composed of, in their order of rank."""
    cmp = site.tag.cmp
    if cmp is None:
        return ()
    return cmp.named() or tuple(name for name in ALL if _answers(site, name))


def told(site: Site) -> dict[str, Any]:
    """The settings of the part: by platform what must be allowed there; how long to look, in milliseconds."""
    if site.tag.cmp is None:
        return {}
    names = {name: list(site.consent.banners.of(name)) for name in of(site)}
    if "tcf" in names and site.consent.additional_consent == "require":
        names["tcf"] = ["ac"]
    return {"cmp": {"names": {name: those for name, those in names.items() if those}, "wait": site.tag.cmp.wait * 1000}}


def _answers(site: Site, name: Platform) -> bool:
    return name not in NAMED_BY or bool(site.consent.banners.of(name))
