"""
What a site's tag is made of: which parts are in /t.js, in front of the core, and which its pages fetch as they need.

In the file is what would lose something by coming later: what hears a click, a call to the Pixel, a form that is left.
Fetched is what only some pages need, or what has time. However the settings are, the file's code keeps within the bytes
that tag/size.json promises; `make size` weighs it.
"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.config.debug import Debug
from tandem.config.part import Part
from tandem.config.schema import Site
from tandem.doors import consent_platforms


def parts_of(site: Site) -> dict[str, Part]:
    """The parts that are on, by name: in the frame of a store's custom pixel those that need no page."""
    on = site.tag.parts()
    if site.debug:
        on = {**on, "debug": Debug(key=site.tag.debug_key, notes=True)}
    return {name: part for name, part in on.items() if part.framed or not site.tag.shopify}


def composed(site: Site) -> tuple[str, ...]:
    """The parts in a site's /t.js, in the order they join: by what the others fetch, what watches, then by name."""
    names = set(_in_file(site)).difference(soon(site))
    first = [name for name in ("late", "debug") if name in names]
    return (*first, *sorted(names.difference(first)))


def soon(site: Site) -> tuple[str, ...]:
    """
    The parts that every page fetches at once: the adapter of the one consent platform that is named, and the data layer
    beside an observed Pixel, where it tells little. What waits for them waits in memory.
    """
    platforms = consent_platforms.of(site)
    adapter = [f"cmp.{name}" for name in platforms if len(platforms) == 1]
    both = {"datalayer", "observer"} <= parts_of(site).keys()
    return (*adapter, *(["datalayer"] if both else []))


def fetched(site: Site) -> tuple[str, ...]:
    """The parts that a page of the site may fetch."""
    adapters = (f"cmp.{name}" for name in consent_platforms.of(site))
    others = (more for part in parts_of(site).values() for more in part.fetches())
    return tuple(dict.fromkeys((*adapters, *soon(site), *others)))


def _in_file(site: Site) -> Iterator[str]:
    if fetched(site):
        yield "late"
    yield from parts_of(site)
    if consent_platforms.part(site) and not site.tag.cmp:
        yield "cmp"
    if consent_platforms.of(site):
        yield "scout"
