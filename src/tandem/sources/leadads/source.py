"""
`kind = "lead-ads"`: `X-Hub-Signature-256: sha256=<hex>`, an HMAC-SHA256 of the app secret over the raw body; and the
question with which Meta makes sure of the address (`hub.challenge`).

The message names the lead and nobody: the lead's own id is what Meta matches it by when a CRM stage is told. With a
token the worker looks up who it is (`leadads.lookup`); the identity is hashed before it reaches the disk.
Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started and
https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs

import msgspec

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.clock import from_seconds
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Named, Reply, Telling, Webhook
from tandem.sources.events import event_of
from tandem.sources.foreign import moment
from tandem.sources.leadads.answers import FoundLead, found_leads, is_checked, person
from tandem.sources.leadads.message import Lead, leads_of
from tandem.sources.leadads.options import Options
from tandem.sources.options import read_options
from tandem.sources.signature import bad_signature, from_hex, is_signed, revealed, unnumbered

HEADER = "x-hub-signature-256"


class LeadAds:
    """One page's leads."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)
        self._looks_up = bool(settings.token)

    def verify(self, webhook: Webhook) -> Delivery:
        kind, _, digest = webhook.headers.get(HEADER, "").partition("=")
        if kind != "sha256" or not is_signed([from_hex(digest)], revealed(self._secrets), webhook.body):
            raise bad_signature(HEADER, "fits none of the secrets")
        return unnumbered(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """Leads that are to be looked up, where there is a token for it; else what the message says of them."""
        if delivery.is_asked:
            return [self._event(found_leads.read(delivery.body), delivery, site)]
        leads = list(leads_of(delivery.body))
        if self._looks_up:
            return [_named(lead, delivery) for lead in leads]
        return [
            self._event(FoundLead(each.leadgen_id, each.created_time, each.form_id), delivery, site) for each in leads
        ]

    def _event(self, lead: FoundLead, delivery: Delivery, site: Site) -> Telling:
        number = str(lead.id)
        return event_of(
            self._options.event,
            f"lead_{number}",
            _moment(lead.created_time),
            delivery,
            site,
            user_data={**person(lead, self._options.fields), "lead_id": number},
            custom_data={"event_source": "crm", "lead_event_source": self._options.crm, "form": str(lead.form_id)},
            action_source="system_generated",
            consent=self._consent(lead),
        )

    def _consent(self, lead: FoundLead) -> dict[str, str] | None:
        checked = is_checked(lead, self._options.consent_checkbox)
        if self._options.consent == "granted" or checked:
            return {"ads": "granted", "signal": "lead_form"}
        return {"ads": "denied", "signal": "lead_form"} if checked is False else None

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


def _named(lead: Lead, delivery: Delivery) -> Named:
    told = msgspec.json.encode(lead).decode()
    return Named(key=str(lead.leadgen_id), told=told, received_at=delivery.received_at)


def _moment(told: str | int) -> datetime:
    return from_seconds(told) if isinstance(told, int) else moment(told, "created_time")
