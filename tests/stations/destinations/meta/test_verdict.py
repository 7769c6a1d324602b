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

ROWS: list[dict[str, Any]] = contracts.load("meta/verdicts.json")["rows"]
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
@pytest.mark.parametrize("status", [400, 500])
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
    ],
)
def test_what_is_no_answer_of_meta_is_no_verdict_on_the_events(status: int, body: Any) -> None:
    """A proxy's page, half a body, a success that counts differently: asked again, the event_id makes it harmless."""
    assert judge(answer(status, body), 3) == Later()


@pytest.mark.parametrize("code", [100, 190, 2804050, 424242])
def test_what_meta_itself_calls_transient_is_tried_again(code: int) -> None:
    """`is_transient` outweighs any code."""
    assert judge(answer(400, error(code, is_transient=True)), 1) == Later()


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Never), (404, Never), (401, Hold), (403, Hold), (429, Later), (500, Later), (503, Later)]
)
def test_a_code_that_is_not_in_the_table_is_judged_by_the_status(status: int, kind: type[Verdict]) -> None:
    """No permission and too often are not said of the event: they must not cost one."""
    assert type(judge(answer(status, error(424_242)), 1)) is kind


@pytest.mark.parametrize(
    ("wish", "after"),
    [
        ("30", timedelta(seconds=30)),
        (" 30 ", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("86400", timedelta(hours=1)),
        ("999999999", timedelta(hours=1)),
        ("9" * 5_000, None),
        ("²", None),
        ("-5", None),
        ("1.5", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("", None),
    ],
)
def test_metas_own_wish_for_a_pause_is_heard_within_reason(wish: str, after: timedelta | None) -> None:
    """At most an hour: events grow old. What cannot be read leaves the pause to us."""
    assert judge(answer(429, error(4), retry_after=wish), 1) == Later(after, "limit")
    assert judge(answer(503, b"", retry_after=wish), 1) == Later(after)


def test_the_detail_says_code_subcode_and_metas_own_words() -> None:
    told = error(100, 2804050, error_user_title="Too thin", error_user_msg="Add more customer information.")
    assert judge(answer(400, told), 1) == Never("100/2804050: Add more customer information.")
    assert judge(answer(401, error(190)), 1) == Hold("190: (#100) Invalid parameter", "token")


def test_a_long_story_is_cut() -> None:
    verdict = judge(answer(400, error(100, error_user_msg="x" * 5_000)), 1)
    assert isinstance(verdict, Never)
    assert len(verdict.detail) == 300


def test_words_are_never_read() -> None:
    """Meta translates its texts: the same codes in French are the same verdict."""
    assert judge(answer(400, error(2, message="Service temporairement indisponible")), 1) == Later()
