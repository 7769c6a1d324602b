"""A lead is told as Graph tells it: the wanted fields, to whoever may read it."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator

ANSWERS = {"email": "ada@example.com", "favourite_colour": "green"}


def ask(meta: MetaEmulator, number: str, fields: str = "", token: str = "EAAtoken") -> tuple[int, Any]:
    query = f"?fields={fields}" if fields else ""
    request = Request(f"{meta.url}/v26.0/{number}{query}", headers={"Authorization": f"Bearer {token}"})
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def test_a_form_that_was_filled_in_is_told_with_its_answers(meta: MetaEmulator) -> None:
    """As the documentation shows it. 1795348800 is 2026-11-22 12:00 in Unix time."""
    named = meta.lead(ANSWERS, created_at=1_795_348_800)
    status, told = ask(meta, named["leadgen_id"])
    assert (status, named["created_time"], len(named["leadgen_id"])) == (200, 1_795_348_800, 15)
    assert told == {
        "id": named["leadgen_id"],
        "created_time": "2026-11-22T12:00:00+0000",
        "ad_id": "440000000000001",
        "form_id": "330000000000001",
        "field_data": [
            {"name": "email", "values": ["ada@example.com"]},
            {"name": "favourite_colour", "values": ["green"]},
        ],
    }


def test_only_what_is_asked_for_is_told_and_always_the_id(meta: MetaEmulator) -> None:
    number = meta.lead(ANSWERS, boxes={"marketing": True})["leadgen_id"]
    _, told = ask(meta, number, "custom_disclaimer_responses")
    assert told == {"id": number, "custom_disclaimer_responses": [{"checkbox_key": "marketing", "is_checked": "1"}]}


@pytest.mark.parametrize(
    ("number", "token", "fields", "codes"),
    [
        ("999", "EAAtoken", "", (400, 100, 33)),
        ("120000000000001", "EAAnoleads", "", (400, 100, 33)),
        ("120000000000001", "EAAexpired", "", (401, 190, 463)),
        ("120000000000001", "EAAsendonly", "", (403, 10, None)),
        ("120000000000001", "EAAtoken", "nonsense", (400, 100, None)),
    ],
)
def test_a_refusal_is_metas(
    meta: MetaEmulator, number: str, token: str, fields: str, codes: tuple[int, int, int | None]
) -> None:
    meta.lead(ANSWERS)
    status, told = ask(meta, number, fields, token)
    assert (status, told["error"]["code"], told["error"].get("error_subcode")) == codes


def test_a_bad_day_can_be_ordered_for_leads_alone(meta: MetaEmulator) -> None:
    number = meta.lead(ANSWERS)["leadgen_id"]
    meta.faults({"edge": "lead", "answer": "lead_limit"})
    assert ask(meta, number)[1]["error"]["code"] == 80005
    assert ask(meta, number)[0] == 200


def test_after_a_reset_there_is_no_lead(meta: MetaEmulator) -> None:
    number = meta.lead(ANSWERS)["leadgen_id"]
    meta.reset()
    assert ask(meta, number)[0] == 400


def test_the_leads_of_a_form_are_told_by_time_and_in_pages(meta: MetaEmulator) -> None:
    """Newest first; of another form, and of before, nothing."""
    meta.lead(ANSWERS, created_at=1_795_348_800)
    numbers = [meta.lead(ANSWERS, created_at=1_795_348_801 + more)["leadgen_id"] for more in range(3)]
    meta.lead(ANSWERS, created_at=1_795_348_801, form_id="7")
    later = '[{"field":"time_created","operator":"GREATER_THAN","value":1795348800}]'
    query = f"form_id&limit=2&filtering={quote(later)}"
    _, first = ask(meta, "330000000000001/leads", query)
    _, second = ask(meta, "330000000000001/leads", f"{query}&after={first['paging']['cursors']['after']}")
    assert [lead["id"] for lead in first["data"] + second["data"]] == numbers[::-1]
    assert ("next" in first["paging"], "next" in second["paging"]) == (True, False)
    assert ask(meta, "999/leads") == (200, {"data": []})


def test_the_leads_of_a_form_are_not_for_everybody(meta: MetaEmulator) -> None:
    meta.lead(ANSWERS)
    assert ask(meta, "330000000000001/leads", token="EAAexpired")[0] == 401
    assert ask(meta, "330000000000001/leads", token="EAAnoleads")[0] == 400
