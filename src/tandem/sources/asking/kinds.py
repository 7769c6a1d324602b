"""Which kinds can be asked, and how."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.sources.asking.contract import Lookup, Pull
from tandem.sources.hubspot.lookup import FromHubSpot
from tandem.sources.hubspot.pull import DealsOfHubSpot
from tandem.sources.leadads.lookup import FromLeadAds
from tandem.sources.leadads.pull import LeadsOfForms
from tandem.sources.salesforce.pull import FromSalesforce
from tandem.sources.shopify.pull import FromShopify
from tandem.sources.woocommerce.pull import FromWooCommerce

PULLS: Mapping[str, Pull] = {
    "hubspot": DealsOfHubSpot(),
    "lead-ads": LeadsOfForms(),
    "salesforce": FromSalesforce(),
    "shopify": FromShopify(),
    "woocommerce": FromWooCommerce(),
}
"""Asked every `poll-minutes` for what changed."""

LOOKUPS: Mapping[str, Lookup] = {"hubspot": FromHubSpot(), "lead-ads": FromLeadAds()}
"""Asked for what a message named, where the source has a `token`."""


def can_be_asked(kind: str) -> bool:
    """
    Whether anything of that kind comes by asking. Of no other is it believed: what PayPal's messages are proved by is
    known to everybody.
    """
    return kind in PULLS or kind in LOOKUPS
