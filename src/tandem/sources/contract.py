"""
A source's promises. A shop, a payment provider or a CRM posts to `/hooks/NAME` and says in its own words what happened.

`verify` decides, over the raw bytes, whether the message is the source's; `read` says what it means. Both are pure:
they look nothing up and remember nothing. Whether a message has come before is the ledger's question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

import msgspec

from tandem.event.errors import Refusal
from tandem.event.model import ActionSource, Grants
from tandem.event.order import Customer, FactKind, Line, Totals
from tandem.event.privacy import Wish
from tandem.event.site import Site
from tandem.sources.arrival import Arrived


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One request at the door. Never stored, never logged."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes
    received_at: datetime


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook that is known to be the source's own."""

    id: str
    """The source's id of this message, or a digest of its bytes where the source gives none."""
    topic: str
    """What the source says it is about, e.g. `orders/paid`."""
    body: bytes
    received_at: datetime
    action_source: ActionSource | None = None
    """Where what it tells of happened, by the settings of its source: for messages that do not say."""
    is_asked: bool = False
    """Whether the gateway found it by asking: `sources.asking`."""


class OrderTelling(msgspec.Struct, frozen=True, kw_only=True):
    """
    One fact as the source told it: typed and checked, but with readable identity. `identity.attach` makes an
    `event.order.OrderFact` of it, field for field.
    """

    order_id: str
    kind: FactKind
    at: datetime
    received_at: datetime
    delivery_id: str
    key: str = ""
    amount: Decimal | None = None
    totals: Totals | None = None
    lines: tuple[Line, ...] = ()
    is_test: bool = False
    customer: Customer = "unknown"
    subscription: str | None = None
    action_source: ActionSource | None = None
    user_data: dict[str, Any] = {}
    """As of an event: em, ph, fn…, readable or SHA-256."""
    client_ip_address: str | None = None
    client_user_agent: str | None = None
    event_source_url: str | None = None
    links: Mapping[str, str] = {}
    """Tokens that the browser knew too, by kind: checkout, cart, customer, visit."""
    grants: Grants = Grants()


class CheckoutTelling(msgspec.Struct, frozen=True, kw_only=True):
    """
    Who is at a checkout, with readable identity. `identity.attach_checkout` makes an `event.checkout.Checkout` of it.
    A shop that asks for a newsletter there asks nothing about ads: this says nothing of consent.
    """

    at: datetime
    received_at: datetime
    user_data: dict[str, Any] = {}
    """As of an order."""
    links: Mapping[str, str] = {}
    """As of an order."""


class PrivacyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks through the shop. Holds readable identity: never stored."""

    wish: Wish
    number: str
    """The source's own number of the request; the same again is the same request."""
    received_at: datetime
    identifiers: Mapping[str, str] = {}
    """By kind: email, phone, external_id."""
    orders: tuple[str, ...] = ()
    """Orders of theirs."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a message names and does not tell: it is to be looked up (`sources.asking`). Holds nobody's identity."""

    key: str
    """The source's own id of it; the same again is the same question."""
    told: str
    """What the kind's `Lookup` needs to ask for it, and to tell of it when nothing is found."""
    received_at: datetime


Telling = OrderTelling | CheckoutTelling | Arrived | PrivacyRequest | Named | Refusal
"""
An order's fact, who is at a checkout, an event that needs no order (a lead, an appointment, a stage of a CRM), what
somebody asks for, or the name of something that is to be looked up; or, of one among several, why it cannot be used.
"""


class Reply(msgspec.Struct, frozen=True):
    """What a source wants to hear when all went well, where an empty 200 will not do."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


class Source(Protocol):
    """One configured source."""

    name: str
    """As in tandem.toml; the address is `/hooks/NAME`."""

    def verify(self, webhook: Webhook) -> Delivery:
        """Raises `Refused` (`bad_signature`, `too_old`, `malformed`), and `NotNow` of a source that learns."""
        ...

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """What it means; nothing of a topic that concerns nobody here. Raises `Refused`."""
        ...

    def answer(self, webhook: Webhook) -> Reply | None:
        """A greeting that is no delivery (a ping, a challenge), answered at once; None for everything else."""
        ...

    @property
    def thanks(self) -> Reply:
        """The reply to a delivery that was kept."""
        ...


@runtime_checkable
class Learns(Protocol):
    """A source that must learn something before it can judge a message: a public key that its sender has changed."""

    async def learn(self, webhook: Webhook) -> None:
        """What `verify` needs. Takes some seconds at most, and is bounded whatever is posted. Raises as `verify`."""
        ...
