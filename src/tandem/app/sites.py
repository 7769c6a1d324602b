"""The sites at run time, made from the settings."""

from __future__ import annotations

from datetime import timedelta

from tandem.app.plan import plan
from tandem.config.schema import BadSettings, Loaded, Site, Source
from tandem.destinations import platforms
from tandem.event import site
from tandem.sources import contract
from tandem.sources.asking.envelope import Asked
from tandem.sources.asking.kinds import can_be_asked
from tandem.sources.kinds import open_source


def sites(loaded: Loaded) -> dict[str, site.Site]:
    """By name. Raises `BadSettings` when events.toml cannot be read as a tracking plan."""
    return {each.name: _site(each, loaded) for each in loaded.settings.site}


def opened_source(settings: Source, loaded: Loaded) -> contract.Source:
    """Raises `BadSettings` when a source's kind, secrets or options cannot be used."""
    secrets = loaded.source_secrets.get(settings.name, ())
    try:
        opened = open_source(settings, secrets)
        return Asked(opened, secrets) if can_be_asked(settings.kind) else opened
    except ValueError as error:
        raise BadSettings(f"[[site.source]] {settings.name}: {error}.") from None


def _site(settings: Site, loaded: Loaded) -> site.Site:
    destinations = () if settings.mode == "pixel-only" else tuple(meta.destination for meta in settings.meta)
    return site.Site(
        name=settings.name,
        dictionary=plan(settings, loaded.events),
        consent=settings.consent,
        region=settings.region or None,
        match_form=settings.match_form,
        private_addresses=loaded.settings.gateway.private_addresses,
        depth=loaded.settings.limits.depth,
        memory=timedelta(days=settings.memory_days),
        destinations=destinations,
        variants=platforms.variants(destinations),
    )
