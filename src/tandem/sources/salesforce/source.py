"""
`kind = "salesforce"`: outbound messages. Salesforce signs none, so the address holds a token, and the message must name
the organisation. What a record's fields mean, a mapping says, as for `kind = "json"`.
Source: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

import msgspec

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.mapped.mapping import Condition, Translation
from tandem.sources.mapped.mapping import Options as Mapping
from tandem.sources.mapped.rule import Rule
from tandem.sources.mapped.told import told
from tandem.sources.options import read_options
from tandem.sources.salesforce.soap import notifications
from tandem.sources.signature import bad_signature, unnumbered

ACK = b"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>\
<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>\
</soapenv:Body></soapenv:Envelope>"""
"""Anything else, and Salesforce sends it again for a day."""

SAME = 15
"""Characters of an id that count; an 18-character form adds a checksum of their case."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "salesforce"`."""

    organization: str
    """The organisation's id, `00D…`, from Setup, Company Information."""
    map: dict[str, str | Rule]
    """Our field of an event → the record's field, or a rule."""
    skip_unless: tuple[Condition, ...] = ()
    token_parameter: str = "token"  # noqa: S105 - a name


class Salesforce:
    """One organisation."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self.name = settings.name
        self._secrets = secrets
        self._options = read_options(Options, settings.options)
        mapping = Mapping(map=self._options.map, tells="event", skip_unless=self._options.skip_unless)
        self._translation = Translation(mapping)

    def verify(self, webhook: Webhook) -> Delivery:
        name = self._options.token_parameter
        given = parse_qs(webhook.query, max_num_fields=20).get(name, [""])[0]
        if Secret(given) not in self._secrets:
            raise bad_signature(name, "is none of the secrets", f"Put ?{name}=<secret> into the endpoint's address.")
        organization, _ = notifications(webhook.body)
        if organization[:SAME] != self._options.organization[:SAME]:
            cure = "Compare `organization` in the options with Setup, Company Information."
            raise bad_signature("OrganizationId", "is another organisation's", cure)
        return unnumbered(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        _, records = notifications(delivery.body)
        documents = [document for record in records for document in self._translation.documents(record)]
        return [told(document, "event", delivery, site) for document in documents]

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply(body=ACK, content_type="text/xml; charset=utf-8")
