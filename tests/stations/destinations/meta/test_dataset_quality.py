"""Asking Meta for Event Match Quality: one question, an answer read leniently, a failure told as what it is."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tandem.config.schema import Meta
from tandem.destinations.meta.dataset_quality import DatasetQuality, Scores, Untold
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer
from tandem.kit.wire_fakes import ScriptedWire, SilentWire

TOKEN = "EAAshort9"
META = Meta(dataset_id="1234567890", token="env:META_TOKEN", endpoint="https://graph.example/", api_version="v26.0")


def answer(body: Any, status: int = 200) -> Answer:
    return Answer(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


async def asked(given: Answer) -> Scores | Untold:
    return await DatasetQuality(META, Secret(TOKEN), ScriptedWire([given])).ask()


async def test_the_question_is_metas_and_its_address_holds_no_token() -> None:
    """Not under the dataset's node; the fields as Graph expands them; the token in its header."""
    wire = ScriptedWire([answer({"web": []})])
    await DatasetQuality(META, Secret(TOKEN), wire).ask()
    (question,) = wire.asked

    assert urlsplit(question.url)[:3] == ("https", "graph.example", "/v26.0/dataset_quality")
    assert parse_qs(urlsplit(question.url).query) == {
        "dataset_id": ["1234567890"],
        "fields": ["web{event_name,event_match_quality{composite_score}}"],
    }
    assert TOKEN not in question.url
    assert question.headers == {"Authorization": f"Bearer {TOKEN}"}


async def test_the_scores_are_told_by_event_name() -> None:
    """Meta's documented shape; an event that it has too little of has no score."""
    body = {
        "web": [
            {"event_name": "Purchase", "event_match_quality": {"composite_score": 6.2, "diagnostics": []}},
            {"event_name": "Lead", "event_match_quality": {}},
            {"event_name": "PageView"},
        ]
    }
    assert await asked(answer(body)) == Scores({"Purchase": 6.2})


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            answer({"error": {"code": 10, "message": "(#10) Application does not have permission"}}, 403),
            "10: (#10) Application does not have permission",
        ),
        (answer({"error": {"code": 190, "error_subcode": 463, "error_user_msg": "Log in again."}}, 401), "190/463: "),
        (answer(b"<html>502</html>", 502), "the answer is not what Meta documents (HTTP 502)"),
        (answer({"success": True}), "the answer holds no scores (HTTP 200)"),
        (answer({}, 307), "the answer holds no scores (HTTP 307)"),
    ],
)
async def test_an_answer_without_scores_says_why(given: Answer, problem: str) -> None:
    """Meta's own words with its code, or what came instead."""
    told = await asked(given)

    assert isinstance(told, Untold)
    assert told.problem.startswith(problem)


async def test_a_token_that_meta_repeats_is_not_kept() -> None:
    """It quotes one that it cannot read."""
    told = await asked(answer({"error": {"code": 190, "message": f"Malformed access token {TOKEN}"}}, 400))
    assert told == Untold("190: Malformed access token [token]")


async def test_silence_is_told_as_silence() -> None:
    told = await DatasetQuality(META, Secret(TOKEN), SilentWire()).ask()
    assert told == Untold("no answer within 20 s")
