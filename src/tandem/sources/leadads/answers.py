"""
A lead as Graph tells it, with the answers of the form.
Source: https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving#fetch
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tandem.sources.shape import Reader

FIELDS = "id,created_time,form_id,field_data,custom_disclaimer_responses"
"""What is asked for: nothing that is not used."""

ASKED = {
    "email": "em",
    "work_email": "em",
    "phone_number": "ph",
    "work_phone_number": "ph",
    "first_name": "fn",
    "last_name": "ln",
    "gender": "ge",
    "date_of_birth": "db",
    "city": "ct",
    "state": "st",
    "province": "st",
    "zip_code": "zp",
    "post_code": "zp",
    "country": "country",
}
"""Match keys by the names of Meta's own questions. `full_name` is not taken apart: nobody knows where."""

DUMMY = "<test lead:"
"""How Meta's testing tool begins each answer."""


class Answer(msgspec.Struct, frozen=True):
    name: str
    values: list[str] = []


class Box(msgspec.Struct, frozen=True):
    """A checkbox that the form itself had."""

    checkbox_key: str = ""
    is_checked: str | int | bool = ""


class FoundLead(msgspec.Struct, frozen=True):
    id: str | int
    created_time: str | int
    form_id: str | int = ""
    field_data: list[Answer] = []
    custom_disclaimer_responses: list[Box] = []


found_leads = Reader(FoundLead)


def person(lead: FoundLead, own: Mapping[str, str]) -> dict[str, list[str]]:
    """User data by match key; `own` names questions of the form's own, by match key."""
    keys = {**ASKED, **{name: key for key, name in own.items()}}
    told: dict[str, list[str]] = {}
    for answer in lead.field_data:
        values = [value for value in answer.values if value and not value.startswith(DUMMY)]
        if values and (key := keys.get(answer.name)):
            told.setdefault(key, []).extend(values)
    return told


def is_checked(lead: FoundLead, key: str) -> bool | None:
    """Whether the box was ticked; None where the form had no such box, or nobody looked."""
    boxes = [box for box in lead.custom_disclaimer_responses if box.checkbox_key == key]
    return str(boxes[0].is_checked).lower() in ("1", "true") if boxes else None
