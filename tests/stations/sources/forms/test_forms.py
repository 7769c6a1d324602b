"""Calendly and Typeform: signed by `openssl` here, modelled on their public samples, with invented people."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.kit.secret import Secret
from tandem.sources.arrival import Arrived
from tandem.sources.calendly.source import Calendly
from tandem.sources.contract import Source, Telling, Webhook
from tandem.sources.typeform.source import Typeform
from tests.support.clock import NOON
from tests.support.events import site
from tests.support.hooks import hmac_of

OLD, NEW = "the-secret-before", "the-secret-now"

INVITEE: dict[str, Any] = {
    "event": "invitee.created",
    "created_at": "2026-11-22T11:58:00.000000Z",
    "payload": {
        "uri": "https://api.calendly.com/scheduled_events/E1/invitees/I-42",
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "old_invitee": None,
        "tracking": {"utm_content": "w1x2", "utm_source": None},
        "questions_and_answers": [],
    },
}

RESPONSE: dict[str, Any] = {
    "event_id": "01",
    "event_type": "form_response",
    "form_response": {
        "form_id": "f7",
        "token": "tok-9",
        "submitted_at": "2026-11-22T11:59:00Z",
        "hidden": {"fbp": "fb.1.1763812800000.1098115397", "click_id": "w1x2", "utm_source": "mail"},
        "answers": [
            {"type": "text", "text": "Ada", "field": {"id": "a", "ref": "first-name", "type": "short_text"}},
            {"type": "email", "email": "ada@example.com", "field": {"id": "b", "ref": "mail", "type": "email"}},
            {"type": "choice", "choice": {"label": "red"}, "field": {"id": "c", "ref": "colour"}},
        ],
    },
}


def calendly(**options: Any) -> Source:
    return Calendly(Settings(name="calendly", kind="calendly", options=options), [Secret(OLD), Secret(NEW)])


def typeform(**options: Any) -> Source:
    return Typeform(Settings(name="typeform", kind="typeform", options=options), [Secret(OLD), Secret(NEW)])


def by_calendly(body: bytes, *, secret: str = NEW, at: datetime = NOON) -> Webhook:
    seconds = int(at.timestamp())
    digest = hmac_of(f"{seconds}.".encode() + body, secret.encode()).hex()
    return _webhook(body, {"calendly-webhook-signature": f"t={seconds},v1={digest}"})


def by_typeform(body: bytes, *, secret: str = NEW) -> Webhook:
    digest = base64.b64encode(hmac_of(body, secret.encode())).decode()
    return _webhook(body, {"typeform-signature": f"sha256={digest}"})


def _webhook(body: bytes, headers: dict[str, str]) -> Webhook:
    return Webhook(method="POST", path="/hooks/x", query="", headers=headers, body=body, received_at=NOON)


def told(source: Source, webhook: Webhook) -> Sequence[Telling]:
    return source.read(source.verify(webhook), site())


def as_json(message: Any) -> bytes:
    return json.dumps(message).encode()


def the_event(source: Source, webhook: Webhook) -> Arrived:
    (only,) = told(source, webhook)
    assert isinstance(only, Arrived)
    return only


def test_an_appointment_that_was_made_is_a_schedule() -> None:
    event = the_event(calendly(), by_calendly(as_json(INVITEE)))
    assert (event.event_name, event.event_id, event.source) == ("Schedule", "calendly_I-42", "webhook")
    assert event.event_time == datetime(2026, 11, 22, 11, 58, tzinfo=UTC)
    assert event.user_data == {"em": "ada@example.com", "fn": "Ada", "ln": "Lovelace"}
    assert event.custom_data == {"click_id": "w1x2"}


def test_an_appointment_that_was_moved_is_not_counted_twice() -> None:
    """Calendly tells of a cancellation and of a new appointment that names the old one."""
    moved = {**INVITEE, "payload": {**INVITEE["payload"], "old_invitee": "https://api.calendly.com/x/I-41"}}
    assert told(calendly(), by_calendly(as_json(moved))) == []
    assert told(calendly(), by_calendly(as_json({**INVITEE, "event": "invitee.canceled"}))) == []


def test_a_form_that_was_filled_in_is_a_lead() -> None:
    event = the_event(typeform(fields={"fn": "first-name"}), by_typeform(as_json(RESPONSE)))
    assert (event.event_name, event.event_id) == ("Lead", "typeform_tok-9")
    assert event.user_data == {"fbp": "fb.1.1763812800000.1098115397", "fn": "Ada", "em": "ada@example.com"}
    assert event.custom_data == {"form": "f7", "click_id": "w1x2"}


def test_half_a_form_is_no_lead() -> None:
    assert told(typeform(), by_typeform(as_json({**RESPONSE, "event_type": "form_response_partial"}))) == []


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_both_secrets_open_while_one_is_being_rotated(secret: str) -> None:
    assert told(calendly(), by_calendly(as_json(INVITEE), secret=secret))
    assert told(typeform(), by_typeform(as_json(RESPONSE), secret=secret))


def test_a_changed_byte_is_refused() -> None:
    for source, webhook in (
        (calendly(), by_calendly(as_json(INVITEE))),
        (typeform(), by_typeform(as_json(RESPONSE))),
    ):
        changed = Webhook(
            method="POST", path="/", query="", headers=webhook.headers, body=webhook.body + b" ", received_at=NOON
        )
        with pytest.raises(Refused, match="fits none of the secrets"):
            source.verify(changed)


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_an_old_signature_is_refused(away: timedelta) -> None:
    with pytest.raises(Refused, match="from now"):
        calendly().verify(by_calendly(as_json(INVITEE), at=NOON + away))


@pytest.mark.parametrize("header", ["", "t=,v1=", "v1=zz", "t=1,t=2", "sha256=", "sha256=%%", "md5=abcd"])
def test_a_header_that_proves_nothing_is_refused(header: str) -> None:
    for source, name in ((calendly(), "calendly-webhook-signature"), (typeform(), "typeform-signature")):
        with pytest.raises(Refused):
            source.verify(_webhook(b"{}", {name: header}))


def test_an_option_that_does_not_exist_is_told_at_the_start() -> None:
    for make in (calendly, typeform):
        with pytest.raises(ValueError, match="unknown field"):
            make(evnt="Lead")


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=300))
def test_no_body_breaks_them(body: bytes) -> None:
    """It says nothing, or is refused."""
    for source, webhook in ((calendly(), by_calendly(body)), (typeform(), by_typeform(body))):
        with pytest.raises(Refused):
            told(source, webhook)
