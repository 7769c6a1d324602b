"""
`kind = "lead-ads"`: `X-Hub-Signature-256: sha256=<hex>`, an HMAC-SHA256 of the app secret over the raw body; and the
question with which Meta makes sure of the address (`hub.challenge`).

The message names the lead and nobody: the lead's own id is what Meta matches it by when a CRM stage is told.
Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started and
https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import parse_qs

import msgspec

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.clock import from_seconds
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.events import event_of
from tandem.sources.options import read_options
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, from_hex, is_signed, revealed, unnumbered

HEADER = "x-hub-signature-256"


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "lead-ads"`."""

    event: str = "Lead"
    crm: str = "Meta Lead Ads"
    """What Meta is told as `lead_event_source`."""
    consent: Literal["granted", "unknown"] = "unknown"
    """Whether the form itself asked for the consent to tell Meta of the lead's further way."""


class Lead(msgspec.Struct, frozen=True):
    leadgen_id: str | int
    created_time: int
    form_id: str | int = ""


class Change(msgspec.Struct, frozen=True):
    field: str
    value: msgspec.Raw = msgspec.Raw(b"{}")


class Entry(msgspec.Struct, frozen=True):
    changes: list[Change] = []


class Message(msgspec.Struct, frozen=True):
    object: str
    entry: list[Entry] = []


_messages = Reader(Message)
_leads = Reader(Lead)


class LeadAds:
    """One page's leads."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)

    def verify(self, webhook: Webhook) -> Delivery:
        kind, _, digest = webhook.headers.get(HEADER, "").partition("=")
        if kind != "sha256" or not is_signed([from_hex(digest)], revealed(self._secrets), webhook.body):
            raise bad_signature(HEADER, "fits none of the secrets")
        return unnumbered(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        return [self._event(lead, delivery, site) for lead in _leads_of(_messages.read(delivery.body))]

    def _event(self, lead: Lead, delivery: Delivery, site: Site) -> Telling:
        number = str(lead.leadgen_id)
        return event_of(
            self._options.event,
            f"lead_{number}",
            from_seconds(lead.created_time),
            delivery,
            site,
            user_data={"lead_id": number},
            custom_data={"event_source": "crm", "lead_event_source": self._options.crm, "form": str(lead.form_id)},
            action_source="system_generated",
            consent={"ads": "granted", "signal": "lead_form"} if self._options.consent == "granted" else None,
        )

    def answer(self, webhook: Webhook) -> Reply | None:
        """Meta asks once whether the address is ours: with a token of our own, which is one of the secrets."""
        if webhook.method != "GET":
            return None
        asked = {name: values[0] for name, values in parse_qs(webhook.query, max_num_fields=20).items()}
        if asked.get("hub.mode") != "subscribe" or Secret(asked.get("hub.verify_token", "")) not in self._secrets:
            raise bad_signature("hub.verify_token", "is none of the secrets", "List the verify token among them.")
        return Reply(body=asked.get("hub.challenge", "").encode()[:200])

    @property
    def thanks(self) -> Reply:
        return Reply()


def _leads_of(message: Message) -> Iterator[Lead]:
    if message.object != "page":
        return
    for entry in message.entry:
        yield from (_leads.read(change.value) for change in entry.changes if change.field == "leadgen")
