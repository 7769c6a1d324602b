"""What Meta's answer means for the batch: taken, again later, never, or mend something first."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tandem.destinations.contract import Delivered, Hold, Later, Never, Verdict
from tandem.destinations.meta.verdict import judge
from tandem.kit import contracts
from tandem.kit.wire import Answer

TABLE: dict[str, list[dict[str, Any]]] = contracts.load("meta/verdicts.json")
ROWS, STATUSES = TABLE["rows"], TABLE["statuses"]
KINDS: dict[str, type] = {"never": Never, "later": Later, "hold": Hold}


def answer(status: int, body: Any, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def error(code: int, subcode: int | None = None, **more: Any) -> dict[str, Any]:
    told = {"message": "(#100) Invalid parameter", "type": "OAuthException", "code": code, "fbtrace_id": "A1b2"}
    return {"error": {**told, **({"error_subcode": subcode} if subcode else {}), **more}}


def test_a_batch_that_was_taken_is_delivered() -> None:
    """The documented success: `events_received` is the number we sent."""
    taken = {"events_received": 3, "messages": [], "fbtrace_id": "A1b2"}
    assert judge(answer(200, taken), 3) == Delivered()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}/{row.get('subcode', '-')}")
@pytest.mark.parametrize("status", [200, 400, 500])
def test_every_line_of_the_table_holds_whatever_the_status(row: dict[str, Any], status: int) -> None:
    """Codes decide: 21009 comes with HTTP 400 and is temporary, fixtures show 190 with 400, 401 and 500."""
    verdict = judge(answer(status, error(row["code"], row.get("subcode"))), 1)
    told = f"{row['code']}/{row['subcode']}: " if "subcode" in row else f"{row['code']}: "
    match verdict:
        case Hold(detail=detail, mend=mend):
            assert (row["verdict"], row["mend"], detail.startswith(told)) == ("hold", mend, True)
        case Later(cause=cause):
            assert (row["verdict"], row.get("cause", "down")) == ("later", cause)
        case Never(detail=detail, drops=drops):
            assert (row["verdict"], tuple(row.get("drops", ())), detail.startswith(told)) == ("never", drops, True)


@pytest.mark.parametrize(
    ("code", "kind"), [(200, Hold), (275, Hold), (294, Hold), (299, Hold), (300, Never), (199, Never)]
)
def test_permissions_are_a_span_of_codes(code: int, kind: type[Verdict]) -> None:
    """Graph documents 200 to 299: whoever may not write has sent nothing wrong."""
    assert type(judge(answer(400, error(code)), 1)) is kind


@pytest.mark.parametrize("row", STATUSES, ids=lambda row: str(row["status"]))
def test_a_code_without_a_line_is_judged_by_the_line_of_its_status(row: dict[str, Any]) -> None:
    verdict = judge(answer(row.get("to", row["status"]), error(424_242)), 1)
    assert type(verdict) is KINDS[row["verdict"]]
    match verdict:
        case Hold(detail=detail, mend=mend):
            assert (detail, mend) == ("424242: (#100) Invalid parameter", row["mend"])
        case Later(cause=cause):
            assert cause == row.get("cause", "down")
        case Never(too_large=too_large):
            assert too_large is row.get("too_large", False)


@pytest.mark.parametrize("row", STATUSES, ids=lambda row: str(row["status"]))
def test_a_page_of_something_in_between_is_judged_by_its_status_where_that_says_enough(row: dict[str, Any]) -> None:
    """A proxy that asks for patience, or for less at once. A proxy's 401 or 403 is nobody's token: asked again."""
    verdict = judge(answer(row["status"], b"<html>"), 1)
    if not row.get("bare"):
        assert verdict == Later()
    elif row["verdict"] == "never":
        assert verdict == Never(f"{row['status']}: {row['title']}", too_large=True)
    else:
        assert verdict == Later(cause=row["cause"])


@pytest.mark.parametrize("null", ["is_transient", "error_subcode", "message", "error_user_msg"])
def test_a_field_that_is_null_hides_no_code(null: str) -> None:
    """One event refused for good must not hold up its batch as if nobody had answered."""
    assert isinstance(judge(answer(400, error(100, **{null: None})), 1), Never)


@pytest.mark.parametrize("row", [row for row in ROWS if "subcode" not in row], ids=lambda row: str(row["code"]))
def test_a_subcode_that_nobody_has_seen_is_judged_by_its_code(row: dict[str, Any]) -> None:
    assert type(judge(answer(400, error(row["code"], 999_999)), 1)) is KINDS[row["verdict"]]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<!doctype html><title>Sorry</title>"),
        (502, b"<html><h1>Bad Gateway</h1></html>"),
        (200, b""),
        (204, b""),
        (503, b""),
        (200, {"success": False}),
        (200, {"success": True}),
        (200, {}),
        (200, []),
        (200, "Service Unavailable"),
        (200, {"events_received": 2}),
        (200, {"events_received": "3"}),
        (500, {"events_received": 3}),
        (301, {"events_received": 3}),
        (400, {"error": "a text"}),
        (400, b'{"error": {"code": 100'),
        (400, b'{"error":' * 5_000),
    ],
)
def test_what_is_no_answer_of_meta_is_no_verdict_on_the_events(status: int, body: Any) -> None:
    """A proxy's page, half a body, a success that counts differently: asked again, the event_id makes it harmless."""
    assert judge(answer(status, body), 3) == Later()


@pytest.mark.parametrize("code", [100, 190, 2804050, 424242])
def test_what_meta_itself_calls_transient_is_tried_again(code: int) -> None:
    """`is_transient` outweighs any code."""
    assert judge(answer(400, error(code, is_transient=True)), 1) == Later()


def test_metas_own_wish_for_a_pause_is_heard() -> None:
    """Within reason: tests/stations/kit/test_retry_after.py."""
    wish = timedelta(seconds=30)
    assert judge(answer(429, error(4), retry_after="30"), 1) == Later(wish, "limit")
    assert judge(answer(503, b"", retry_after="30"), 1) == Later(wish)
    assert judge(answer(429, b"", retry_after="30"), 1) == Later(wish, "limit")


def test_the_detail_says_code_subcode_and_metas_own_words() -> None:
    told = error(100, 2804050, error_user_title="Too thin", error_user_msg="Add more customer information.")
    assert judge(answer(400, told), 1) == Never("100/2804050: Add more customer information.")
    assert judge(answer(401, error(190)), 1) == Hold("190: (#100) Invalid parameter", "token")


def test_a_long_story_is_cut() -> None:
    verdict = judge(answer(400, error(100, error_user_msg="x" * 5_000)), 1)
    assert isinstance(verdict, Never)
    assert len(verdict.detail) == 300


@pytest.mark.parametrize(
    "data", [["["] * 5_000, [], [[]], "[" * 5_000, {"blame_field_specs": [[]]}, {"blame_field_specs": 7}]
)
def test_a_blame_that_cannot_be_read_blames_nothing(data: Any) -> None:
    assert judge(answer(400, error(100, error_data=data)), 1) == Never("100: (#100) Invalid parameter")


def test_words_are_never_read() -> None:
    """Meta translates its texts: the same codes in French are the same verdict."""
    assert judge(answer(400, error(2, message="Service temporairement indisponible")), 1) == Later()
