"""`kind = "calendly"`: `Calendly-Webhook-Signature: t=<unix>,v1=<hex>`, an HMAC-SHA256 over `<t>.<raw body>`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.events import event_of
from tandem.sources.options import read_options
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, check_age, from_hex, is_signed, revealed, unnumbered

HEADER = "calendly-webhook-signature"

TOLERANCE = timedelta(minutes=5)
"""Calendly's own example allows three; a proxy may hold a message up."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "calendly"`."""

    event: str = "Schedule"
    visit_in: str = "utm_content"
    """In which of Calendly's tracking fields the page put a click id, so that the visit is found again."""


class Tracking(msgspec.Struct, frozen=True):
    utm_campaign: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_content: str | None = None
    utm_term: str | None = None
    salesforce_uuid: str | None = None


class Invitee(msgspec.Struct, frozen=True):
    uri: str
    email: str = ""
    name: str = ""
    first_name: str | None = None
    last_name: str | None = None
    text_reminder_number: str | None = None
    old_invitee: str | None = None
    """The appointment that this one takes the place of."""
    tracking: Tracking = Tracking()


class Message(msgspec.Struct, frozen=True):
    event: str
    created_at: datetime
    payload: msgspec.Raw


_messages = Reader(Message)
_invitees = Reader(Invitee)


class Calendly:
    """One webhook subscription."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self._options = read_options(Options, settings.options)
        self.name = settings.name
        self._secrets = secrets

    def verify(self, webhook: Webhook) -> Delivery:
        told = dict(part.strip().partition("=")[::2] for part in webhook.headers.get(HEADER, "").split(","))
        check_age(told.get("t", ""), webhook.received_at, TOLERANCE, HEADER)
        signed = f"{told.get('t')}.".encode()
        if not is_signed([from_hex(told.get("v1", ""))], revealed(self._secrets), signed, webhook.body):
            raise bad_signature(HEADER, "fits none of the secrets")
        return unnumbered(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """A new appointment. One that was moved to another hour was counted when it was made."""
        message = _messages.read(delivery.body)
        if message.event != "invitee.created":
            return []
        invitee = _invitees.read(message.payload)
        return [] if invitee.old_invitee else [self._appointment(invitee, message.created_at, delivery, site)]

    def _appointment(self, invitee: Invitee, at: datetime, delivery: Delivery, site: Site) -> Telling:
        click = getattr(invitee.tracking, self._options.visit_in, None)
        return event_of(
            self._options.event,
            f"calendly_{invitee.uri.rstrip('/').rpartition('/')[2]}",
            at,
            delivery,
            site,
            user_data=_person(invitee),
            custom_data={"click_id": click} if click else {},
        )

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


def _person(invitee: Invitee) -> dict[str, Any]:
    first, _, last = invitee.name.partition(" ")
    told = {
        "em": invitee.email,
        "ph": invitee.text_reminder_number,
        "fn": invitee.first_name or first,
        "ln": invitee.last_name or last,
    }
    return {key: value for key, value in told.items() if value}
