"""The sites at run time, made from the settings."""

from __future__ import annotations

from tandem.config.schema import Loaded, Site
from tandem.event import dictionary, site


def sites(loaded: Loaded) -> dict[str, site.Site]:
    """By name."""
    return {each.name: _site(each, loaded) for each in loaded.settings.site}


def _site(settings: Site, loaded: Loaded) -> site.Site:
    return site.Site(
        name=settings.name,
        dictionary=dictionary.build(loaded.events),
        consent=settings.consent,
        region=settings.region or None,
        private_addresses=loaded.settings.gateway.private_addresses,
        depth=loaded.settings.limits.depth,
        destinations=() if settings.mode == "pixel-only" else tuple(meta.destination for meta in settings.meta),
    )
