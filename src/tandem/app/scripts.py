"""The tag of every site as it is served, for the doors and for `tandem tag`."""

from __future__ import annotations

from tandem.app.sites import sites
from tandem.config.schema import Loaded
from tandem.doors.script import Scripts, public_url


def scripts(loaded: Loaded) -> dict[str, Scripts]:
    """By the site's name, in the order of the settings. Raises `NotBuilt`."""
    running = sites(loaded)
    endpoint = public_url(loaded.settings)
    return {site.name: Scripts(site, running[site.name].dictionary, endpoint) for site in loaded.settings.site}
