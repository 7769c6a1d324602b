"""
`kind = "salesforce"`: outbound messages, and records that were asked for (`pull`). Salesforce signs no message, so the
address holds a token, and the message must name the organisation. What a record's fields mean, a mapping says, as for
`kind = "json"`.
Source: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.clock import EPOCH
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.mapped.told import tellings, unless_all_refused
from tandem.sources.options import read_options
from tandem.sources.salesforce.options import Options
from tandem.sources.salesforce.soap import notifications
from tandem.sources.salesforce.soql import soql
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, unnumbered

_any = Reader[Any](object)

ACK = b"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>\
<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>\
</soapenv:Body></soapenv:Envelope>"""
"""Anything else, and Salesforce sends it again for a day."""

SAME = 15
"""Characters of an id that count; an 18-character form adds a checksum of their case."""


class Salesforce:
    """One organisation."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)
        self._translation = self._options.translation
        if not self._options.organization and not self._options.object:
            raise ValueError("options: say organization, whose messages are heard, or object, which records to ask for")
        if self._options.object:
            soql(self._options, EPOCH)

    def verify(self, webhook: Webhook) -> Delivery:
        name = self._options.token_parameter
        given = parse_qs(webhook.query, max_num_fields=20).get(name, [""])[0]
        if Secret(given) not in self._secrets:
            raise bad_signature(name, "is none of the secrets", f"Put ?{name}=<secret> into the endpoint's address.")
        organization, _ = notifications(webhook.body)
        if not organization or organization[:SAME] != self._options.organization[:SAME]:
            cure = "Compare `organization` in the options with Setup, Company Information."
            raise bad_signature("OrganizationId", "is another organisation's", cure)
        return unnumbered(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        """A message as Salesforce posts it, or a record as it answers with one."""
        is_message = delivery.body.lstrip()[:1] == b"<"
        records = notifications(delivery.body)[1] if is_message else [_any.read(delivery.body)]
        return unless_all_refused(tellings(records, self._translation, self._options.tells, delivery, site))

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply(body=ACK, content_type="text/xml; charset=utf-8")
