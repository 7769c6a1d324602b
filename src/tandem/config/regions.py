"""Whether the regional policies of a site can be meant."""

from __future__ import annotations

import re

from tandem.config.schema import BadSettings, Gateway, Site

REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)
"""ISO 3166-1 alpha-2, or ISO 3166-2."""


def check_regions(site: Site, gateway: Gateway) -> None:
    """Raises `BadSettings`."""
    for region in site.consent.regions:
        if not REGION.fullmatch(region):
            raise BadSettings(
                f'site {site.name}: consent.regions: {region} is no region. Write ISO 3166: "US", or "US-CA".'
            )
    if (site.consent.region_header or site.consent.subdivision_header) and not gateway.trusted_proxies:
        raise BadSettings(
            f"site {site.name}: consent.region-header: anybody could send it. Name the proxies that do in "
            "gateway.trusted-proxies."
        )
