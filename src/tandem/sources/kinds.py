"""Which systems Tandem listens to: `kind` in `[[site.source]]`, and what makes a source of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tandem.config.source import Source as Settings
from tandem.kit.secret import Secret
from tandem.sources.calendly.source import Calendly
from tandem.sources.contract import Source
from tandem.sources.hubspot.source import HubSpot
from tandem.sources.leadads.source import LeadAds
from tandem.sources.mapped.source import MappedSource
from tandem.sources.placed import Placed
from tandem.sources.postback.source import Postbacks
from tandem.sources.salesforce.source import Salesforce
from tandem.sources.shopify.source import ShopifyShop
from tandem.sources.stripe.source import StripeAccount
from tandem.sources.told.source import ToldOrders
from tandem.sources.typeform.source import Typeform
from tandem.sources.woocommerce.source import WooCommerceShop

Make = Callable[[Settings, Sequence[Secret]], Source]
"""Raises `ValueError` when the options cannot be used; the text says which and why."""


def _paypal(settings: Settings, secrets: Sequence[Secret]) -> Source:
    from tandem.sources.paypal.source import PayPalAccount  # 80 ms of cryptography: paid by who has an account there

    return PayPalAccount(settings, secrets)


KINDS: Mapping[str, Make] = {
    "calendly": Calendly,
    "hubspot": HubSpot,
    "json": MappedSource,
    "lead-ads": LeadAds,
    "orders": lambda settings, secrets: ToldOrders(settings.name, secrets),
    "paypal": _paypal,
    "postback": Postbacks,
    "salesforce": Salesforce,
    "shopify": ShopifyShop,
    "stripe": StripeAccount,
    "typeform": Typeform,
    "woocommerce": WooCommerceShop,
}


def open_source(settings: Settings, secrets: Sequence[Secret]) -> Source:
    """Raises `ValueError`: no such kind, no secret, options that cannot be used."""
    make = KINDS.get(settings.kind)
    if make is None:
        raise ValueError(f"kind {settings.kind} is unknown: write one of {', '.join(sorted(KINDS))}")
    if not secrets:
        raise ValueError('secrets are missing: write secrets = ["env:NAME"], as the source shows it')
    source = make(settings, secrets)
    return Placed(source, settings.action_source) if settings.action_source else source
