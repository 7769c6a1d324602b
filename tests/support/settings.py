"""Settings for tests: two sites with an origin and a key each, data in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tandem.config.schema import Consent, Gateway, Limits, Loaded, Meta, Settings, Site
from tandem.kit.secret import Secret, fingerprint

ORIGIN = "https://www.example.com"
KEY = "the shop's key"
OTHER_ORIGIN = "https://bikes.example.org"
OTHER_KEY = "the bike shop's key"
TOKEN = "EAAtesttokentesttokentesttoken7Qx9"

SHOP = Site(
    name="shop",
    origins=(ORIGIN,),
    keys=(fingerprint(KEY),),
    cookie_domain="example.com",
    meta=(Meta(dataset_id="1234567890", token=TOKEN),),
)
BIKES = Site(name="bikes", origins=(OTHER_ORIGIN,), keys=(fingerprint(OTHER_KEY),), consent=Consent(policy="opt-out"))


def settings(*sites: Site, limits: Limits | None = None, **gateway: Any) -> Settings:
    return Settings(site=sites or (SHOP, BIKES), gateway=Gateway(**gateway), limits=limits or Limits())


def loaded(made: Settings, data: Path, events: Mapping[str, dict[str, Any]] | None = None) -> Loaded:
    """As `config.load` would hand them over."""
    tokens = {meta.dataset_id: Secret(meta.token) for each in made.site for meta in each.meta}
    secrets = {source.name: tuple(map(Secret, source.secrets)) for site in made.site for source in site.source}
    return Loaded(settings=made, events=dict(events or {}), tokens=tokens, source_secrets=secrets, data=data)
