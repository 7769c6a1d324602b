"""What the tag's part `cmp` is made of, and told: whom it asks for consent, and what a site calls advertising there."""

from __future__ import annotations

from typing import Any, get_args

from tandem.config.cmp import Cmp, Platform
from tandem.config.consent import NAMED_BY
from tandem.config.schema import Site

ALL: tuple[Platform, ...] = get_args(Platform)

NOBODY = Cmp(wait=0.0)


def part(site: Site) -> Cmp | None:
    """The part as set; with nobody to ask, where the visitor's region alone makes it needed."""
    if site.tag.cmp or not _is_regional(site):
        return site.tag.cmp
    return NOBODY


def of(site: Site) -> tuple[Platform, ...]:
    """The platforms whose adapters the site's tag is composed of, in their order of rank."""
    cmp = site.tag.cmp
    if cmp is None:
        return ()
    return cmp.named() or tuple(name for name in ALL if _answers(site, name))


def told(site: Site) -> dict[str, Any]:
    """The settings of the part: by platform what must be allowed there; how long to look, in milliseconds."""
    cmp = part(site)
    if cmp is None:
        return {}
    names = {name: list(site.consent.banners.of(name)) for name in of(site)}
    if "tcf" in names and site.consent.additional_consent == "require":
        names["tcf"] = ["ac"]
    return {"cmp": {"names": {name: those for name, those in names.items() if those}, "wait": cmp.wait * 1000}}


def _is_regional(site: Site) -> bool:
    """A part that knows the visitor's answer itself needs no region."""
    if any(other.knows_consent for other in site.tag.parts().values()):
        return False
    return bool(site.consent.regions) or site.consent.policy == "opt-out-ldu"


def _answers(site: Site, name: Platform) -> bool:
    return name not in NAMED_BY or bool(site.consent.banners.of(name))
