"""The answers of a form at Meta become match keys, and its checkbox a consent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from tandem.config.source import Source as Settings
from tandem.kit.secret import Secret
from tandem.sources.arrival import Arrived
from tandem.sources.contract import Delivery, Named, Telling
from tandem.sources.leadads.source import LeadAds
from tests.support.clock import NOON
from tests.support.events import site

NUMBER = "120000000000001"


def source(token: str = "env:PAGE", **options: Any) -> LeadAds:
    return LeadAds(Settings(name="leads", kind="lead-ads", token=token, options=options), [Secret("the app's secret")])


def read(source: LeadAds, body: Any, *, is_asked: bool = True) -> Sequence[Telling]:
    content = msgspec.json.encode(body)
    return source.read(Delivery(id="1", topic="lead", body=content, received_at=NOON, is_asked=is_asked), site())


def lead(answers: dict[str, str], **boxes: str) -> dict[str, Any]:
    return {
        "id": NUMBER,
        "created_time": "2026-11-22T11:00:00+0000",
        "form_id": "7",
        "field_data": [{"name": name, "values": [value]} for name, value in answers.items()],
        "custom_disclaimer_responses": [{"checkbox_key": key, "is_checked": value} for key, value in boxes.items()],
    }


def event(told: Sequence[Telling]) -> Arrived:
    (only,) = told
    assert isinstance(only, Arrived)
    return only


def test_metas_own_questions_are_match_keys_and_other_answers_stay_where_they_are() -> None:
    answers = {
        "email": "ada@example.com",
        "phone_number": "+4915112345678",
        "first_name": "Ada",
        "post_code": "10115",
        "full_name": "Ada Lovelace",
        "what_is_your_illness": "none of your business",
    }
    told = event(read(source(), lead(answers)))
    assert told.user_data == {
        "em": ["ada@example.com"],
        "ph": ["+4915112345678"],
        "fn": ["Ada"],
        "zp": ["10115"],
        "lead_id": NUMBER,
    }
    assert (told.event_id, told.action_source) == (f"lead_{NUMBER}", "system_generated")
    assert told.custom_data == {"event_source": "crm", "lead_event_source": "Meta Lead Ads", "form": "7"}


def test_a_question_of_the_forms_own_can_be_named() -> None:
    told = event(read(source(fields={"external_id": "member_number"}), lead({"member_number": "M-7"})))
    assert told.user_data == {"external_id": ["M-7"], "lead_id": NUMBER}


def test_the_dummies_of_metas_testing_tool_are_nobody() -> None:
    told = event(read(source(), lead({"email": "<test lead: dummy data for email>"})))
    assert told.user_data == {"lead_id": NUMBER}


@pytest.mark.parametrize(("ticked", "consent"), [("1", "granted"), ("0", "denied"), ("true", "granted")])
def test_the_forms_own_checkbox_is_the_consent(ticked: str, consent: str) -> None:
    told = event(read(source(**{"consent-checkbox": "ads"}), lead({}, ads=ticked)))
    assert told.grants.ads == consent


def test_a_box_that_nobody_saw_says_nothing() -> None:
    assert event(read(source(**{"consent-checkbox": "ads"}), lead({}, newsletter="1"))).grants.ads == "unknown"


def test_with_a_token_the_message_only_names_the_lead() -> None:
    value = {"leadgen_id": NUMBER, "created_time": 1_795_345_200, "form_id": "7", "page_id": "9"}
    message = {"object": "page", "entry": [{"changes": [{"field": "leadgen", "value": value}]}]}
    (named,) = read(source(), message, is_asked=False)
    assert isinstance(named, Named)
    assert named.key == NUMBER
    (told,) = read(source(token=""), message, is_asked=False)
    assert isinstance(told, Arrived)
