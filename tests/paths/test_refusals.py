"""
Every refusal, over real HTTP, as its sender reads it: which field, what is wrong, how to mend it.

And what a door must do besides: let the right pages in, cost nobody else's event, keep nothing readable.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tandem.config.schema import Limits
from tests.support.acceptor import Answer, RunningAcceptor, request, running_acceptor
from tests.support.events import FBC, FBP
from tests.support.settings import KEY, ORIGIN, OTHER_KEY, OTHER_ORIGIN, settings

LEAD = {"event_name": "Lead", "event_id": "lead-1", "user_data": {"em": "ada@example.com"}}
VISIT = {"fbp": FBP, "fbc": FBC}
BEARER = f"Bearer {KEY}"
EXPIRED = [
    "_fbp=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com",
    "_fbc=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com",
    "_tandem=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com",
    "_tandem_visit=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com",
]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    limits = Limits(body_seconds=1.0, tag_bytes=8_000, backend_bytes=20_000, events=10)
    with running_acceptor(tmp_path_factory.mktemp("doors") / "data", settings(limits=limits)) as running:
        yield running


def now() -> int:
    """The tag's clock: the doors run on the system's."""
    return int(time.time() * 1000)


def message(*events: Any, ads: str = "granted", **parts: Any) -> dict[str, Any]:
    return {"v": 1, "consent": {"ads": ads}, "events": [{"event_time": now(), **each} for each in events], **parts}


def error(reason: str, field: str, problem: str, cure: str) -> dict[str, str]:
    return {"reason": reason, "field": field, "problem": problem, "cure": cure}


def refused(answer: Answer) -> tuple[str, str]:
    """Field and problem of the only event."""
    (result,) = answer.results
    assert answer.status == 400
    assert result["status"] == "refused"
    assert result["cure"]
    return result["field"], result["problem"]


# Who may come in.


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://www.example.com", f"{ORIGIN}.evil.example"]
)
def test_a_page_that_no_site_lists_is_turned_away(gateway: RunningAcceptor, origin: str) -> None:
    answer = gateway.post_tag(message(LEAD), origin=origin)
    assert answer.status == 403
    assert answer.error == error(
        "unknown_origin",
        "origin",
        "is not a page that any site lists",
        "Add the page's origin to the site's origins in tandem.toml, e.g. https://www.example.com.",
    )
    assert "access-control-allow-origin" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {KEY}", KEY, f"Bearer {KEY}x"]
)
def test_a_backend_without_a_key_of_a_site_is_turned_away(gateway: RunningAcceptor, authorization: str | None) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    answer = gateway.ask("POST", "/v1/events", LEAD, **headers)
    assert answer.status == 401
    assert answer.error == error(
        "unknown_key",
        "authorization",
        "holds no key of a site",
        "Send `Authorization: Bearer <key>` with a key of the site; `tandem key` makes one.",
    )


@pytest.mark.parametrize("authorization", [f"bearer {KEY}", f"BEARER  {KEY} "])
def test_the_word_bearer_may_be_written_as_one_likes(gateway: RunningAcceptor, authorization: str) -> None:
    """RFC 9110, section 11.1: the scheme is case-insensitive."""
    assert gateway.ask("POST", "/v1/events", LEAD, authorization=authorization).status == 202


def test_a_key_opens_its_own_site_and_an_origin_its_own(gateway: RunningAcceptor) -> None:
    gateway.post_backend({**LEAD, "event_id": "key-shop"}, key=KEY)
    gateway.post_backend({**LEAD, "event_id": "key-bikes"}, key=OTHER_KEY)
    gateway.post_tag(message({**LEAD, "event_id": "page-shop"}), origin=ORIGIN)
    gateway.post_tag(message({**LEAD, "event_id": "page-bikes"}), origin=OTHER_ORIGIN)
    kept = {e["event"]["event_id"]: e["event"]["site"] for e in gateway.journalled() if e["kind"] == "event"}
    expected = {"key-shop": "shop", "key-bikes": "bikes", "page-shop": "shop", "page-bikes": "bikes"}
    assert expected.items() <= kept.items()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/e"),
        ("PUT", "/v1/events"),
        ("GET", "/t/nobody.js"),
        ("GET", "/t/"),
        ("POST", "/t.js"),
        ("GET", "/../etc/passwd"),
        ("OPTIONS", "/v1/events"),
        ("DELETE", "/health"),
        ("POST", "/E"),
    ],
)
def test_where_there_is_no_door_the_doors_are_named(gateway: RunningAcceptor, method: str, path: str) -> None:
    answer = gateway.ask(method, path)
    assert answer.status == 404
    assert answer.error["problem"] == "there is no such door"
    assert (
        answer.error["cure"]
        == "The doors are GET /t.js, GET /p.gif, POST /e, POST /v, POST /v1/events, POST /v26.0/{dataset}/events, "
        "POST /hooks/{source}, GET /health, GET /healthz and GET /readyz."
    )


# What a request as a whole may be.


@pytest.mark.parametrize("body", [b"", b"{", b"nope", b"\xff\xfe", b"v=1&consent=granted", b'{"'])
def test_a_body_that_is_not_json_is_refused(gateway: RunningAcceptor, body: bytes) -> None:
    answer = gateway.post_tag(body)
    assert answer.status == 400
    assert (answer.error["reason"], answer.error["field"]) == ("malformed", "body")
    assert answer.error["problem"].startswith("is not valid JSON")
    assert answer.error["cure"] == "Send one JSON document in UTF-8."
    (result,) = gateway.post_backend(body).results
    assert (result["reason"], result["field"], result["cure"]) == (
        "malformed",
        "body",
        "Send one JSON document in UTF-8.",
    )


def test_a_list_that_is_not_json_is_refused_as_a_whole(gateway: RunningAcceptor) -> None:
    answer = gateway.post_backend(b'[{"event_name":"Lead","event_id":"1"}, {]')
    assert (answer.status, answer.error["reason"], answer.error["field"]) == (400, "malformed", "body")


TOO_LARGE = {"tag": "is over 8000 bytes", "backend": "is over 20000 bytes"}


def test_a_body_that_announces_too_much_is_refused_before_it_is_read(gateway: RunningAcceptor) -> None:
    headers = {"origin": ORIGIN, "content-length": "8001"}
    told = gateway.say(request("POST", "/e", headers))
    assert b"413 Payload Too Large" in told
    assert f'"problem":"{TOO_LARGE["tag"]}"'.encode() in told
    assert b"Send fewer events in one request." in told


@pytest.mark.parametrize("more", [{}, {"content-length": "5"}])
def test_a_body_of_unannounced_length_is_given_up_as_soon_as_it_is_too_large(
    gateway: RunningAcceptor, more: dict[str, str]
) -> None:
    """Chunked, also with a false length in front of it."""
    headers = {"authorization": BEARER, **more, "transfer-encoding": "chunked"}
    told = gateway.say(request("POST", "/v1/events", headers), *[b"1000\r\n" + b" " * 4096 + b"\r\n"] * 6)
    assert b"413 Payload Too Large" in told
    assert f'"problem":"{TOO_LARGE["backend"]}"'.encode() in told


def test_a_body_just_small_enough_is_read(gateway: RunningAcceptor) -> None:
    body = json.dumps(LEAD).encode()
    assert gateway.post_backend(body + b" " * (20_000 - len(body))).status == 202
    assert gateway.post_backend(body + b" " * (20_001 - len(body))).error["problem"] == TOO_LARGE["backend"]


@pytest.mark.parametrize(
    ("length", "status", "problem"), [(11, 413, "is a list of 11 events"), (0, 400, "is an empty list")]
)
def test_a_list_too_long_or_empty_is_refused(gateway: RunningAcceptor, length: int, status: int, problem: str) -> None:
    answer = gateway.post_backend([LEAD] * length)
    assert (answer.status, answer.error["field"], answer.error["problem"]) == (status, "body", problem)
    assert answer.error["cure"] == "Send 1 to 10 events in one request."


def test_a_message_with_too_many_events_is_refused(gateway: RunningAcceptor) -> None:
    answer = gateway.post_tag({"v": 1, "consent": {"ads": "granted"}, "events": [{}] * 51})
    assert (answer.status, answer.error["field"]) == (400, "events")
    assert answer.error["problem"] == "is out of bounds: expected array of length <= 50"


@pytest.mark.parametrize(
    ("parts", "field", "problem"),
    [
        ({"v": 2}, "v", "is none of the values it may have"),
        ({"consent": {}}, "consent.ads", "is missing"),
        ({"consent": {"ads": "yes"}}, "consent.ads", "is none of the values it may have"),
        ({"visit": {"fbp": 7}}, "visit.fbp", "has the wrong type: expected str | null, got int"),
        (
            {"pixel": [{"event_name": "Lead", "event_id": "1", "state": "?"}]},
            "pixel[0].state",
            "is none of the values it may have",
        ),
        ({"extra": 1}, "extra", "is not a known field"),
    ],
)
def test_a_message_of_another_shape_is_refused(
    gateway: RunningAcceptor, parts: dict[str, Any], field: str, problem: str
) -> None:
    answer = gateway.post_tag({**message(), **parts})
    assert answer.status == 400
    assert (answer.error["field"], answer.error["problem"]) == (field, problem)
    assert answer.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize("door", [("/e", {"origin": ORIGIN}), ("/v1/events", {"authorization": BEARER})])
@pytest.mark.parametrize("announced", [{"content-length": "500"}, {"transfer-encoding": "chunked"}])
def test_a_body_that_does_not_arrive_is_given_up(
    gateway: RunningAcceptor, door: tuple[str, dict[str, str]], announced: dict[str, str]
) -> None:
    path, headers = door
    told = gateway.say(request("POST", path, {**headers, **announced}, b"5\r\n{    \r\n"))
    assert b"408 Request Timeout" in told
    assert b'"reason":"too_slow","field":"body","problem":"did not arrive within 1 s"' in told
    assert b"Send the request in one go, or raise limits.body-seconds." in told


@pytest.mark.slow
def test_a_client_that_never_finishes_its_headers_is_hung_up_on(gateway: RunningAcceptor) -> None:
    """After ten seconds; others are served meanwhile."""
    head = request("POST", "/e", {"origin": ORIGIN})[:-2]
    started = time.monotonic()
    told = gateway.say(head, patience=30)
    assert b"202" not in told
    assert time.monotonic() - started < 25
    assert gateway.ask("GET", "/health").status == 200


# What an event may be.

TOO_LONG = "has more than 15 digits before or 30 after the point"
NO_ORDER = {"event_name": "Purchase", "event_id": None, "custom_data": {"value": 5, "currency": "eur"}}
DEEP = {"a": [[[[[[[[[0]]]]]]]]]}
API_PAGE = "The dashboard's API page lists every field."


@pytest.mark.parametrize(
    ("sent", "field", "problem"),
    [
        ({"event_name": None}, "event_name", "has the wrong type: expected str, got null"),
        ({"event_name": "  "}, "event_name", "is not 1 to 100 printable characters"),
        ({"event_name": "x" * 101}, "event_name", "is not 1 to 100 printable characters"),
        ({"event_name": "ada@example.com"}, "event_name", "looks like an e-mail address"),
        ({"event_name": "purchase"}, "event_name", "differs from Purchase only in case, and Meta tells the two apart"),
        ({"event_id": None}, "event_id", "is missing"),
        ({"event_id": "x" * 129}, "event_id", "is not 1 to 128 printable characters"),
        ({"event_id": "ada@example.com"}, "event_id", "looks like an e-mail address"),
        ({"event_id": {}}, "event_id", "has the wrong type: expected int | str | null, got object"),
        ({"event_time": "today"}, "event_time", "has the wrong type: expected int | null, got str"),
        ({"event_time": -1}, "event_time", "is before 1970"),
        ({"event_time": 0}, "event_time", "is more than 7 days ago"),
        ({"event_time": 0, "action_source": "physical_store"}, "event_time", "is more than 62 days ago"),
        ({"event_time": 1_795_348_800_000}, "event_time", "is in milliseconds"),
        ({"event_time": 99_999_999_999}, "event_time", "is in the future"),
        ({"action_source": "shop"}, "action_source", "is none of the values it may have"),
        ({"event_source_url": "x" * 2_049}, "event_source_url", "is out of bounds: expected str of length <= 2048"),
        ({"custom_data": []}, "custom_data", "has the wrong type: expected object, got array"),
        ({"custom_data": DEEP}, "custom_data", "is nested deeper than 8 levels"),
        ({"custom_data": {"value": True}}, "custom_data.value", "is not an amount"),
        ({"custom_data": {"value": ""}}, "custom_data.value", "is not an amount"),
        ({"custom_data": {"value": "1e400"}}, "custom_data.value", "is not an amount"),
        ({"custom_data": {"value": -5}}, "custom_data.value", "is negative"),
        ({"custom_data": {"value": 10**15}}, "custom_data.value", TOO_LONG),
        ({"custom_data": {"currency": "Euro"}}, "custom_data.currency", "is not an ISO 4217 currency code"),
        ({"event_name": "Purchase", "custom_data": {"currency": "EUR"}}, "custom_data.value", "is missing"),
        ({"event_name": "Purchase", "custom_data": {"value": 5}}, "custom_data.currency", "is missing"),
        (NO_ORDER, "event_id", "is missing"),
        ({"user_data": "ada@example.com"}, "user_data", "has the wrong type: expected object, got str"),
        ({"consent": "granted"}, "consent", "has the wrong type: expected object | null, got str"),
        ({"consent": {"ads": "ok"}}, "consent.ads", "is none of the values it may have"),
        ({"consent": {"ads": "granted", "at": 1_795_348_800_000}}, "consent.at", "is in milliseconds"),
        ({"email": "ada@example.com"}, "email", "is not a known field"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(
    gateway: RunningAcceptor, sent: dict[str, Any], field: str, problem: str
) -> None:
    assert refused(gateway.post_backend({**LEAD, **sent})) == (field, problem)


@pytest.mark.parametrize(
    ("sent", "cure"),
    [
        ({"event_name": "purchase"}, "Send Purchase."),
        ({"event_id": None}, "Send an id that is the same on both legs and on every retry."),
        ({"event_time": 1_795_348_800_000}, "Send Unix time in whole seconds."),
        ({"event_time": 0}, "Send events as they happen; Meta refuses a whole batch for one event this old."),
        ({"event_time": 99_999_999_999}, "Send the time at which it happened, and check the clock of the sender."),
        (
            {"custom_data": {"value": "49,90"}},
            'Send a number or a numeric string in the major unit, e.g. 49.90 or "49.90".',
        ),
        ({"custom_data": {"currency": "€"}}, "Send the three-letter ISO 4217 code, e.g. EUR."),
        ({"custom_data": DEEP}, "Send flat data: nothing of use to an ad platform is nested this deep."),
        ({"em": "x"}, f"Move it into custom_data, or check its spelling. {API_PAGE}"),
    ],
)
def test_each_refusal_says_how_to_mend_it(gateway: RunningAcceptor, sent: dict[str, Any], cure: str) -> None:
    (result,) = gateway.post_backend({**LEAD, **sent}).results
    assert result["cure"] == cure


def test_a_body_nested_without_end_is_refused(gateway: RunningAcceptor) -> None:
    (result,) = gateway.post_backend(b'{"event_name":"Lead","custom_data":{"a":' + b"[" * 15_000).results
    assert (result["reason"], result["problem"]) == ("too_deep", "is nested too deep")


def test_one_bad_event_costs_nobody_elses(gateway: RunningAcceptor) -> None:
    """202, one result per event, in the order they were sent."""
    answer = gateway.post_backend(
        [{**LEAD, "event_id": "good-1"}, {"event_name": "lead"}, None, {**LEAD, "event_id": 17}]
    )
    assert answer.status == 202
    assert (answer.json["accepted"], answer.json["refused"]) == (2, 2)
    assert [result["status"] for result in answer.results] == ["accepted", "refused", "refused", "accepted"]
    assert [result.get("event_id") for result in answer.results] == ["good-1", None, None, "17"]


def test_when_every_event_is_refused_the_request_is(gateway: RunningAcceptor) -> None:
    answer = gateway.post_tag(message({"event_name": "lead", "event_id": "1"}, {}))
    assert (answer.status, answer.json["accepted"], answer.json["refused"]) == (400, 0, 2)


def test_a_value_that_cannot_be_used_is_named_and_the_event_is_taken(gateway: RunningAcceptor) -> None:
    answer = gateway.post_backend({**LEAD, "user_data": {"em": "no address", "external_id": "42"}})
    (result,) = answer.results
    assert answer.status == 202
    assert [(each["key"], bool(each["problem"]), bool(each["cure"])) for each in result["dropped"]] == [
        ("em", True, True)
    ]
    assert b"no address" not in answer.body


# What a browser must be told.


def test_a_listed_page_may_read_the_answer_and_keep_its_cookies(gateway: RunningAcceptor) -> None:
    answer = gateway.post_tag(message(LEAD))
    assert answer.status == 202
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert answer.headers["vary"] == "origin"
    assert answer.headers["cache-control"] == "no-store"


def test_a_listed_page_may_ask_beforehand(gateway: RunningAcceptor) -> None:
    answer = gateway.ask("OPTIONS", "/e", origin=ORIGIN, access_control_request_method="POST")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == "content-type"
    assert answer.headers["access-control-max-age"] == "86400"


def test_another_page_is_refused_beforehand(gateway: RunningAcceptor) -> None:
    answer = gateway.ask("OPTIONS", "/e", origin="https://evil.example")
    assert (answer.status, answer.error["reason"]) == (403, "unknown_origin")
    assert "access-control-allow-origin" not in answer.headers


def _cookies(answer: Answer) -> list[str]:
    return answer.headers.get_all("set-cookie") or []


def test_a_granted_visit_keeps_its_cookies_for_ninety_days(gateway: RunningAcceptor) -> None:
    assert _cookies(gateway.post_tag(message(visit=VISIT))) == [
        f"_fbp={FBP}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com",
        f"_fbc={FBC}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com",
        f"_tandem_visit={FBP}!{FBC}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com; HttpOnly",
    ]


def test_without_an_answer_no_cookie_is_set_where_one_is_needed(gateway: RunningAcceptor) -> None:
    """Opt-in at the shop; the bike shop's site is opt-out."""
    assert _cookies(gateway.post_tag(message(ads="unknown", visit=VISIT))) == []
    assert len(_cookies(gateway.post_tag(message(ads="unknown", visit=VISIT), origin=OTHER_ORIGIN))) == 3


def test_a_visitor_who_refuses_loses_the_cookies(gateway: RunningAcceptor) -> None:
    assert _cookies(gateway.post_tag(message(ads="denied", visit=VISIT))) == EXPIRED


def test_global_privacy_control_is_a_refusal_whatever_the_page_says(gateway: RunningAcceptor) -> None:
    assert _cookies(gateway.post_tag(message(ads="granted", visit=VISIT), sec_gpc="1")) == EXPIRED


def test_a_value_that_could_break_out_of_a_header_sets_no_cookie(gateway: RunningAcceptor) -> None:
    answer = gateway.post_tag(message(visit={"fbp": "x\r\nset-cookie: evil=1", "fbc": "a; Domain=evil.example"}))
    assert (answer.status, _cookies(answer)) == (202, [])


# When nothing can be promised.


def test_without_a_durable_journal_the_answer_is_later_and_never_yes(tmp_path_factory: pytest.TempPathFactory) -> None:
    """503 and Retry-After: a sender that repeats loses nothing."""
    with running_acceptor(tmp_path_factory.mktemp("full") / "data") as running:
        running.break_journal()
        for answer in (running.post_backend(LEAD), running.post_tag(message(LEAD))):
            assert answer.status == 503
            assert answer.headers["retry-after"] == "5"
            assert answer.error["reason"] == "not_durable"
            assert answer.error["problem"].startswith("the journal cannot be written")
            assert answer.error["cure"] == "Send it again, with the same event_id."
        assert running.ask("GET", "/health").status == 200


# What no refusal and no error may do.


def test_every_refusal_is_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_acceptor(tmp_path_factory.mktemp("counted") / "data") as running:
        running.post_backend([{"event_name": "lead"}, LEAD, {}])
        running.post_backend(LEAD, key="wrong")
        running.post_tag(b"nope")
        running.post_tag(message(), origin="https://evil.example")
    told = [entry for entry in running.journalled() if entry["kind"] == "refusals"]
    assert sorted((each["site"], each["source"], each["reason"], each["field"], each["count"]) for each in told) == [
        ("", "backend", "unknown_key", "authorization", 1),
        ("", "tag", "unknown_origin", "origin", 1),
        ("shop", "backend", "invalid_field", "event_name", 1),
        ("shop", "backend", "missing_field", "event_name", 1),
        ("shop", "tag", "malformed", "body", 1),
    ]


ADDRESS, PHONE = "ada.lovelace@example.com", "+4915112345678"
NAMES = ["event_name", "event_time", "event_id", "custom_data", "user_data", "consent", "pixel", "visit", "v", "events"]
KEYS = ["em", "ph", "email", "phone", "fn", "external_id", "fbp", "x", "client_user_agent", "client_ip_address"]
LEAKS = st.sampled_from([ADDRESS, f"mailto:{ADDRESS}?x", f"https://a.example/?email={ADDRESS}"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | LEAKS
)


def _branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from([*NAMES, ADDRESS, "em", "a"])
    return st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4)


def _record(needed: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(needed, optional=optional)


TREES = st.recursive(LEAVES, _branches, max_leaves=12)
IDS, EVENT_NAMES = st.sampled_from(["1", ADDRESS]), st.sampled_from(["Lead", "Purchase", ADDRESS])
EVENTS = _record(
    {"event_name": EVENT_NAMES},
    event_id=IDS | LEAVES,
    event_time=st.builds(lambda: now() // 1000) | st.builds(now) | LEAVES,
    custom_data=st.dictionaries(st.sampled_from(["value", "currency", "a", ADDRESS]), TREES, max_size=3) | TREES,
    user_data=st.dictionaries(st.sampled_from(KEYS), st.sampled_from([ADDRESS, PHONE, [ADDRESS], {"a": PHONE}]))
    | TREES,
    event_source_url=LEAVES,
    referrer_url=LEAVES,
    consent=_record({"ads": st.sampled_from(["granted", "denied", ADDRESS])}, signal=LEAVES, at=LEAVES),
)
REPORTS = _record({"event_name": EVENT_NAMES, "event_id": IDS, "state": st.just("slow")})
MESSAGES = _record(
    {
        "v": st.just(1),
        "consent": _record({"ads": st.sampled_from(["granted", "denied"])}, signal=LEAKS | st.just("tcf")),
    },
    events=st.lists(EVENTS, max_size=3) | TREES,
    visit=_record({}, fbp=st.sampled_from([FBP, ADDRESS]), fbc=LEAVES),
    pixel=st.lists(REPORTS, max_size=2) | TREES,
)
JSON = st.one_of(TREES, EVENTS, MESSAGES, st.lists(EVENTS, max_size=4)).map(lambda tree: json.dumps(tree).encode())
BODIES = st.binary(max_size=300) | JSON


@profile(max_examples=250)
@given(body=BODIES, at_the_tags_door=st.booleans())
def test_whatever_is_sent_the_answer_is_json_and_never_a_fault(
    gateway: RunningAcceptor, body: bytes, at_the_tags_door: bool
) -> None:
    """Bytes, trees, half-right events and messages: each is answered with yes or with what is wrong."""
    answer = gateway.post_tag(body) if at_the_tags_door else gateway.post_backend(body)
    assert answer.status in (202, 400, 413)
    assert answer.headers["content-type"] == "application/json"
    told = (
        [answer.error] if "error" in answer.json else [each for each in answer.results if each["status"] == "refused"]
    )
    assert all(each["reason"] and each["field"] and each["problem"] and each["cure"] for each in told)


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAcceptor]:
    with running_acceptor(tmp_path_factory.mktemp("leaky") / "data") as running:
        yield running


TAKEN = _record(
    {"event_name": st.just("Lead"), "event_id": st.just("1")},
    custom_data=st.dictionaries(st.sampled_from(["a", "email", ADDRESS]), TREES, max_size=3),
    user_data=st.dictionaries(st.sampled_from(KEYS), st.sampled_from([ADDRESS, [ADDRESS], {ADDRESS: ADDRESS}])),
    event_source_url=LEAKS,
    referrer_url=LEAKS,
    consent=_record({"ads": st.sampled_from(["granted", "denied"])}, signal=LEAKS.filter(lambda text: len(text) < 33)),
)


@profile(max_examples=150)
@given(taken=TAKEN, refused=EVENTS, told=MESSAGES)
def test_no_address_of_a_visitor_reaches_the_disk_readable(
    leaky: RunningAcceptor, taken: Any, refused: Any, told: Any
) -> None:
    """Planted wherever an event or a message has room for text; then every byte of the data folder is searched."""
    assert leaky.post_backend([taken, refused]).results[0]["status"] == "accepted"
    leaky.post_tag(message({name: part for name, part in taken.items() if name != "consent"}))
    leaky.post_tag(told)
    assert b"lovelace" not in leaky.bytes_on_disk()


@pytest.mark.parametrize(
    "key", ["ph", "phone", "em", "fn", "ln", "db", "zp", "ct", "external_id", "made_up", "fbp", "lead_id"]
)
def test_nothing_that_a_visitor_is_known_by_reaches_the_disk_readable(leaky: RunningAcceptor, key: str) -> None:
    """Whatever stands under a key of `user_data`, known or not, is hashed or dropped."""
    value = f"+49 151 {sum(key.encode()) + 1_000_000}"
    assert leaky.post_backend({**LEAD, "user_data": {key: value, "country": "DE"}}).status == 202
    on_disk = leaky.bytes_on_disk()
    assert value.encode() not in on_disk
    assert value.replace(" ", "").encode()[1:] not in on_disk


# What a client may do to a connection.


@pytest.mark.parametrize("length", ["abc", "-1", "+2", "2, 3", "99999999999999999999999999"])
def test_a_length_that_is_none_is_refused(gateway: RunningAcceptor, length: str) -> None:
    told = gateway.say(request("POST", "/v1/events", {"authorization": BEARER, "content-length": length}, b"{}"))
    assert told.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413"))


@pytest.mark.parametrize("name", ["user-agent", "cookie", "x-forwarded-for", "sec-gpc", "content-type", "referer"])
def test_bytes_in_a_header_that_are_no_text_cost_nothing(gateway: RunningAcceptor, name: str) -> None:
    body = json.dumps(message(LEAD)).encode()
    headers = {"origin": ORIGIN, name: "\xff\xfe_fbp=\xe4", "content-length": str(len(body)), "connection": "close"}
    assert gateway.say(request("POST", "/e", headers, body)).startswith(b"HTTP/1.1 202")


def test_a_key_of_bytes_that_are_no_text_opens_nothing(gateway: RunningAcceptor) -> None:
    headers = {"authorization": "Bearer \xff\xfe", "content-length": "2", "connection": "close"}
    assert gateway.say(request("POST", "/v1/events", headers, b"{}")).startswith(b"HTTP/1.1 401")


def test_requests_sent_ahead_on_one_connection_are_each_answered_in_order(gateway: RunningAcceptor) -> None:
    good, bad = json.dumps(LEAD).encode(), b"nope"
    headers = {"authorization": BEARER}
    first = request("POST", "/v1/events", {**headers, "content-length": str(len(good))}, good)
    second = request("POST", "/v1/events", {**headers, "content-length": str(len(bad)), "connection": "close"}, bad)
    told = gateway.say(first + second)
    assert told.index(b"202 Accepted") < told.index(b"400 Bad Request")


@pytest.mark.parametrize("framing", [{"content-length": "400"}, {"transfer-encoding": "chunked"}])
def test_a_client_that_hangs_up_in_the_middle_leaves_nothing_behind(
    gateway: RunningAcceptor, framing: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """No event, no fault in the log, and the next client is served."""
    before = len(gateway.journalled())
    gateway.hang_up_after(request("POST", "/v1/events", {"authorization": BEARER, **framing}, b'5\r\n{"eve'))
    assert gateway.post_backend({**LEAD, "event_id": "after"}).status == 202
    kept = [entry for entry in gateway.journalled()[before:] if entry["kind"] == "event"]
    assert [entry["event"]["event_id"] for entry in kept] == ["after"]
    assert "fault" not in "".join(capfd.readouterr())
