"""`kind = "typeform"`: `Typeform-Signature: sha256=<base64>`, an HMAC-SHA256 over the raw body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from tandem.config.source import Source as Settings
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.events import event_of
from tandem.sources.options import read_options
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature, from_base64, is_signed, revealed, unnumbered

HEADER = "typeform-signature"

PASSED_ON = frozenset({"fbp", "fbc", "fn", "ln", "em", "ph", "ct", "st", "zp", "country", "external_id"})
"""Hidden fields that are match keys by name."""


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "typeform"`."""

    event: str = "Lead"
    fields: dict[str, str] = {}
    """Match key → the `ref` of the question that asks for it, e.g. fn = "first-name". E-mail and phone are found."""


class Field(msgspec.Struct, frozen=True):
    ref: str = ""


class Answer(msgspec.Struct, frozen=True):
    type: str
    field: Field = Field()
    email: str | None = None
    phone_number: str | None = None
    text: str | None = None


class Response(msgspec.Struct, frozen=True):
    token: str
    """The response's own id."""
    form_id: str = ""
    submitted_at: datetime | None = None
    hidden: dict[str, Any] | None = None
    answers: list[Answer] | None = None


class Message(msgspec.Struct, frozen=True):
    event_type: str
    form_response: Response


_messages = Reader(Message)


class Typeform:
    """One form's webhook."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self._options = read_options(Options, settings.options)
        self.name = settings.name
        self._secrets = secrets

    def verify(self, webhook: Webhook) -> Delivery:
        """There is no time in it: what is sent again is the same response, which counts once."""
        kind, _, digest = webhook.headers.get(HEADER, "").partition("=")
        if kind != "sha256" or not is_signed([from_base64(digest)], revealed(self._secrets), webhook.body):
            raise bad_signature(HEADER, "fits none of the secrets")
        return unnumbered(webhook)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        message = _messages.read(delivery.body)
        if message.event_type != "form_response":
            return []
        told = message.form_response
        person = {**self._hidden(told), **self._answered(told)}
        click = (told.hidden or {}).get("click_id")
        data = {"form": told.form_id, **({"click_id": str(click)} if click else {})}
        at = told.submitted_at or delivery.received_at
        name, number = self._options.event, f"typeform_{told.token}"
        return [event_of(name, number, at, delivery, site, user_data=person, custom_data=data)]

    def _hidden(self, told: Response) -> dict[str, str]:
        """What the page handed to the form, and the visitor was not asked."""
        return {name: str(value) for name, value in (told.hidden or {}).items() if name in PASSED_ON and value}

    def _answered(self, told: Response) -> dict[str, str]:
        by_ref = {ref: key for key, ref in self._options.fields.items()}
        person: dict[str, str] = {}
        for answer in told.answers or []:
            key = by_ref.get(answer.field.ref) or {"email": "em", "phone_number": "ph"}.get(answer.type)
            value = answer.email or answer.phone_number or answer.text
            if key and value:
                person.setdefault(key, value)
        return person

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()
