"""What all tellings of Stripe share: whose event it is, which order it is about, who paid, how much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from tandem.event import money
from tandem.event.order import FactKind
from tandem.sources import checks
from tandem.sources.contract import Delivery, OrderTelling
from tandem.sources.foreign import told
from tandem.sources.stripe.options import WORDS, Options
from tandem.sources.stripe.payload import Address, Contact, Happening

Metadata = Mapping[str, str] | None

_DECIMALS = {code: int(digits) for digits, codes in WORDS["decimals"].items() for code in codes}


class Context(msgspec.Struct, frozen=True):
    """One delivery, and how it is to be read."""

    delivery: Delivery
    happening: Happening
    options: Options

    @property
    def at(self) -> datetime:
        """When it happened at Stripe."""
        return self.moment(self.happening.created)

    def moment(self, seconds: int) -> datetime:
        return min(checks.seconds(seconds, "created"), self.delivery.received_at)

    def telling(self, kind: FactKind, order_id: str, metadata: Metadata, **more: Any) -> OrderTelling:
        """
        Of address and browser only what the merchant wrote into `metadata`: the request is Stripe's own. `links` and
        `user_data` are added to what `metadata` names; `shop_url` stands where it names no page.
        """
        links = told({"visit": noted(metadata, WORDS["metadata"]["visit"])}) | more.pop("links", {})
        user_data = noted_identity(metadata) | more.pop("user_data", {})
        shop_url = more.pop("shop_url", None)
        return OrderTelling(
            order_id=checks.order_id(order_id),
            kind=kind,
            at=more.pop("at", self.at),
            received_at=self.delivery.received_at,
            delivery_id=self.delivery.id,
            is_test=not self.happening.livemode,
            user_data=user_data,
            client_ip_address=noted(metadata, WORDS["metadata"]["client_ip_address"]),
            client_user_agent=noted(metadata, WORDS["metadata"]["client_user_agent"]),
            event_source_url=noted(metadata, WORDS["metadata"]["event_source_url"]) or shop_url,
            links=links,
            **more,
        )


def major(minor: int, currency: str) -> Decimal:
    """An amount in the major unit, exact: Stripe counts in the smallest unit, of which not every currency has 100."""
    return money.value(Decimal(minor).scaleb(-_DECIMALS.get(currency.upper(), 2)), "amount")


def optional(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else major(minor, currency)


def order_in(metadata: Metadata, options: Options) -> str | None:
    return noted(metadata, [options.order_id])


def noted(metadata: Metadata, names: list[str]) -> str | None:
    """What the merchant wrote into `metadata` under one of these names."""
    return next((metadata[name] for name in names if metadata.get(name)), None) if metadata else None


def noted_identity(metadata: Metadata) -> dict[str, Any]:
    return told({key: noted(metadata, names) for key, names in WORDS["metadata"]["user_data"].items()})


def person(*contacts: Contact | None, subscription: str | None = None) -> dict[str, Any]:
    """Who paid, by the first that tells. A name of two words is first and last name; more are not guessed at."""
    known = [contact for contact in contacts if contact]
    address = next((contact.address for contact in known if contact.address), Address())
    name = next((contact.name.split() for contact in known if contact.name), [])
    first, last = name if len(name) == 2 else ("", "")
    return told(
        {
            "em": next((contact.email for contact in known if contact.email), None),
            "ph": next((contact.phone for contact in known if contact.phone), None),
            "fn": first,
            "ln": last,
            "ct": address.city,
            "st": address.state,
            "zp": address.postal_code,
            "country": address.country,
            "subscription_id": subscription,
        }
    )
