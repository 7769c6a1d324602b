"""What every answer carries besides its verdict: a language, the usage of the allowance, a trace; and who may ask."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, EMAIL_HASH, NOW, TOKEN, Answer, HandClock, ask, purchase, send

FRENCH = "Horodatage de l’évènement trop ancien"
GERMAN = "Zeitstempel des Events zu alt"
ENGLISH = "Event Timestamp Too Old"
"""The title of 100/2804003, read from `contracts/meta/error_texts.json`."""


def title(answer: Answer) -> Any:
    return answer.json()["error"]["error_user_title"]


@pytest.mark.parametrize(
    ("changes", "blamed"),
    [
        ({"event_name": None}, ["data", "1", "event_name"]),
        ({"event_time": "noon"}, ["data", "1", "event_time"]),
        ({"action_source": "shop"}, ["data", "1", "action_source"]),
        ({"advertiser_tracking_enabled": 1}, ["data", "1", "advertiser_tracking_enabled"]),
        ({"user_data": {"em": EMAIL_HASH, "lead_id": "7"}}, ["data", "1", "user_data", "lead_id"]),
    ],
)
def test_a_field_of_the_wrong_shape_is_blamed(meta: MetaEmulator, changes: dict[str, Any], blamed: list[str]) -> None:
    """`error_data.blame_field_specs`: a list of paths."""
    answer = send(meta, purchase(), purchase(**changes))
    assert answer.json()["error"]["error_data"] == {"blame_field_specs": [blamed]}


def test_a_refusal_with_a_subcode_blames_no_field(meta: MetaEmulator) -> None:
    """So users report them: a sender must find the event by itself."""
    assert "error_data" not in send(meta, purchase(event_time=1)).json()["error"]


def test_words_for_people_are_in_the_language_of_the_emulator(clock: HandClock) -> None:
    """`make_app(locale=…)`: a client that compares texts breaks here, before it breaks in production."""
    with MetaEmulator.running(clock=clock, locale="fr_FR") as meta:
        answer = send(meta, purchase(event_time=1))
        assert title(answer) == FRENCH
        assert "7 jours" in answer.json()["error"]["error_user_msg"]
        assert answer.codes == (400, 100, 2804003)


def test_a_token_speaks_the_language_of_its_owner(meta: MetaEmulator) -> None:
    """A token with a locale in its name, in the header or in the body."""
    assert title(send(meta, purchase(event_time=1))) == ENGLISH
    assert title(send(meta, purchase(event_time=1), token="EAAB-de_DE-token")) == GERMAN
    body = json.dumps({"data": [purchase(event_time=1)], "access_token": "EAAB-fr_FR-token"}).encode()
    assert title(ask(f"{meta.url}/v26.0/{DATASET}/events", body, Content_Type="application/json")) == FRENCH


def test_the_language_can_be_switched_for_a_few_requests(meta: MetaEmulator) -> None:
    """A fault with a locale alone changes the words, not the verdict."""
    meta.faults({"next": 2, "locale": "de_DE"})
    answers = [send(meta, purchase(event_time=1)) for _ in range(3)]
    assert [title(answer) for answer in answers] == [GERMAN, GERMAN, ENGLISH]
    assert {answer.codes for answer in answers} == {(400, 100, 2804003)}


def test_an_unknown_language_is_told_at_once() -> None:
    """Not a Meta that silently speaks English."""
    with pytest.raises(ValueError, match="fr_FR"), MetaEmulator.running(locale="fr_XX"):
        pass


def usage(answer: Answer) -> dict[str, Any]:
    """The usage headers, by name."""
    return {name: json.loads(text) for name, text in answer.headers.items() if name.lower().endswith("-usage")}


@pytest.mark.parametrize("events", [[purchase()], [purchase(event_time=1)]], ids=["accepted", "refused"])
def test_every_answer_says_how_much_of_the_allowance_is_used(meta: MetaEmulator, events: list[Any]) -> None:
    """The three headers of Meta's rate limits, with their documented fields; at first next to nothing is used."""
    told = usage(send(meta, *events))
    assert told["X-App-Usage"] == {"call_count": 1, "total_cputime": 1, "total_time": 1}
    account = told["X-Ad-Account-Usage"]
    assert account.keys() == {"acc_id_util_pct", "reset_time_duration", "ads_api_access_tier"}
    [business] = told["X-Business-Use-Case-Usage"][DATASET]
    assert business.keys() == {
        "type", "call_count", "total_cputime", "total_time", "estimated_time_to_regain_access", "ads_api_access_tier",
    }  # fmt: skip
    assert business["estimated_time_to_regain_access"] == 0


def test_usage_rises_with_calls_and_falls_with_time(meta: MetaEmulator, clock: HandClock) -> None:
    """A write costs 3 of 9000 points, all of which fade in 300 seconds: 31 calls use more than one per cent."""
    calls = [usage(send(meta, purchase()))["X-App-Usage"]["call_count"] for _ in range(31)]
    assert (calls[0], calls[29], calls[30]) == (1, 1, 2)
    clock.at = NOW + 300
    assert usage(send(meta, purchase(event_time=int(clock.at))))["X-App-Usage"]["call_count"] == 1


def test_a_rising_load_can_be_ordered(meta: MetaEmulator) -> None:
    """The answers stay proper while the headers warn: a client that reads them slows down in time."""
    meta.faults({"next": 5, "usage_pct": 60})
    answers = [send(meta, purchase()) for _ in range(6)]
    assert [usage(answer)["X-Ad-Account-Usage"]["acc_id_util_pct"] for answer in answers] == [60, 70, 80, 90, 100, 1]
    assert {answer.status for answer in answers} == {200}


@pytest.mark.parametrize("name", ["app_limit", "account_limit_2446079", "rate", "business_limit"])
def test_a_rate_limit_comes_with_a_used_up_allowance_and_a_time_to_wait(meta: MetaEmulator, name: str) -> None:
    """100 per cent, and the minutes until calls are taken again."""
    meta.faults(name)
    told = usage(send(meta, purchase()))
    assert told["X-App-Usage"]["call_count"] == 100
    [business] = told["X-Business-Use-Case-Usage"][DATASET]
    assert business["estimated_time_to_regain_access"] == 1


@pytest.mark.parametrize("events", [[purchase()], [purchase(event_time=1)]], ids=["accepted", "refused"])
def test_the_trace_is_in_the_body_and_in_the_header(meta: MetaEmulator, events: list[Any]) -> None:
    """What to quote to Meta's support, also when the body was not read."""
    answer = send(meta, *events)
    body = answer.json()
    assert answer.headers["x-fb-trace-id"] == body.get("error", body)["fbtrace_id"]


SECRET = "an-app-secret"
PROOF = "2e866db08e88930942321dcfe2c190226f986609685ed10f4b00a7ea794c9c53"
"""printf EAAB-token-of-a-test-ZDZD | openssl dgst -sha256 -hmac an-app-secret"""


@pytest.mark.parametrize(
    ("proof", "codes"), [(PROOF, None), (PROOF.upper(), None), (PROOF[::-1], (400, 104, None)), ("", (400, 104, None))]
)
@pytest.mark.parametrize("where", ["query", "body"])
def test_a_call_proves_that_it_knows_the_app_secret(
    clock: HandClock, where: str, proof: str, codes: tuple[int, int, int | None] | None
) -> None:
    """With an app secret set, HMAC-SHA256 of the token; wrong or missing is error 104, and it is shown nowhere."""
    with MetaEmulator.running(clock=clock, app_secret=SECRET) as meta:
        query = f"?appsecret_proof={proof}" if where == "query" else ""
        body = {"data": [purchase()], "access_token": TOKEN} | ({"appsecret_proof": proof} if where == "body" else {})
        url = f"{meta.url}/v26.0/{DATASET}/events{query}"
        answer = ask(url, json.dumps(body).encode(), Content_Type="application/json")
        assert (answer.codes if codes else answer.status) == (codes or 200)
        assert not proof or proof not in json.dumps(meta.requests())
