"""Who may speak for an app at HubSpot. Digests are `openssl`'s, and one of HubSpot's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.secret import Secret
from tandem.sources.contract import Webhook
from tandem.sources.hubspot.source import HubSpot
from tandem.sources.hubspot.verify import undone, verify
from tests.support.clock import NOON
from tests.support.shops.hubspot import ADDRESS, CLIENT_SECRET, signed, staged

SECRETS = [Secret("the-secret-that-goes"), Secret(CLIENT_SECRET)]
BODY = json.dumps([staged(512, "closedwon", NOON)]).encode()
MAP = {"event_name": {"constant": "DealWon"}, "event_id": {"template": "deal_{event.objectId}"}}


def posted(body: bytes, headers: dict[str, str], *, query: str = "", at: datetime = NOON) -> Webhook:
    return Webhook(method="POST", path="/hooks/hubspot", query=query, headers=headers, body=body, received_at=at)


def refusal(webhook: Webhook) -> Refused:
    with pytest.raises(Refused) as caught:
        verify(webhook, ADDRESS, SECRETS)
    assert caught.value.refusal.reason is Reason.BAD_SIGNATURE
    return caught.value


@pytest.mark.parametrize("secret", SECRETS)
def test_while_the_secret_is_rotated_both_open(secret: Secret) -> None:
    assert verify(posted(BODY, signed(BODY, NOON, secret=secret.reveal())), ADDRESS, SECRETS).id


def test_hubspots_own_example_is_taken() -> None:
    """The vector in the tests of HubSpot's own client libraries (hubspot-api-python, tests/spec/utils)."""
    headers = {
        "x-hubspot-signature-v3": "HPW73RUtKmcYoEDADG0s6MmGFWUzWJKAW07r8RDgcQw=",
        "x-hubspot-request-timestamp": "15000000",
    }
    webhook = posted(b"{'example_field':'example_value'}", headers, at=datetime(1970, 1, 1, 4, 10, tzinfo=UTC))
    secrets = [Secret("yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy")]
    assert verify(webhook, "https://www.example.com/webhook_uri", secrets).id


def test_a_changed_byte_is_refused() -> None:
    refusal(posted(BODY.replace(b"closedwon", b"closedwin"), signed(BODY, NOON)))


@pytest.mark.parametrize("age", [timedelta(seconds=301), timedelta(seconds=-301), timedelta(days=30)])
def test_an_old_message_is_refused_and_one_of_tomorrow(age: timedelta) -> None:
    """Five minutes, as HubSpot asks: what was overheard cannot be posted later."""
    assert refusal(posted(BODY, signed(BODY, NOON - age))).refusal.field == "x-hubspot-request-timestamp"


def test_the_moment_is_part_of_what_is_signed() -> None:
    headers = signed(BODY, NOON)
    refusal(posted(BODY, {**headers, "x-hubspot-request-timestamp": str(int(NOON.timestamp() * 1000) + 1)}))


@pytest.mark.parametrize("moment", ["", "yesterday", "12", "1795370400000.5", "-1795370400000", "١٧٩٥٣٧٠٤٠٠٠٠٠"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    refusal(posted(BODY, {**signed(BODY, NOON), "x-hubspot-request-timestamp": moment}))


@pytest.mark.parametrize("signature", ["", "not base64!", "c2hvcnQ="])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    refusal(posted(BODY, {**signed(BODY, NOON), "x-hubspot-signature-v3": signature}))


def test_a_message_for_another_address_is_refused() -> None:
    """One that HubSpot sent to somebody else's door, with the same app's secret."""
    other = refusal(posted(BODY, signed(BODY, NOON, address="https://other.example.com/hooks/hubspot")))
    assert "letter by letter" in other.refusal.cure


def test_the_older_signatures_without_a_moment_prove_nothing() -> None:
    """HubSpot sends version 1 beside version 3: alone it could be posted again for ever."""
    refusal(posted(BODY, {"x-hubspot-signature": "ab" * 32, "x-hubspot-signature-version": "v1"}))


def test_the_question_behind_the_address_is_signed_too() -> None:
    """As HubSpot wants it: some escapes undone, the others as they are."""
    headers = signed(BODY, NOON, address=f"{ADDRESS}?to=a@b/c&x=%20")
    assert verify(posted(BODY, headers, query="to=a%40b%2Fc&x=%20"), ADDRESS, SECRETS).id
    refusal(posted(BODY, headers, query="to=a%40b%2Fc&x=%21"))


def test_of_all_escapes_twelve_are_undone() -> None:
    """Listed in HubSpot's page on validating requests; the rest, spaces and percent signs among them, stay."""
    assert undone("%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B") == ":/?@!$'()*,;"
    assert undone("%3a%2f") == ":/"
    assert undone("%20%25%26%3D%2B") == "%20%25%26%3D%2B"


@pytest.mark.parametrize("options", [{"map": MAP}, {"map": MAP, "address": "/hooks/hubspot"}])
def test_without_the_apps_target_url_the_source_says_what_is_missing(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="address"):
        HubSpot(Settings(name="hubspot", kind="hubspot", options=options), SECRETS)
