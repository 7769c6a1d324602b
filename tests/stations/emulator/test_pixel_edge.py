"""`/tr/` takes what the Pixel sends, in all the ways it sends it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.emulator.rules import load_rules
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, EMAIL_HASH, ask, pixel

PARAMS = {
    "id": DATASET,
    "ev": "Purchase",
    "eid": "order_0042",
    "dl": "https://shop.example/thank-you?a=1&b=2",
    "rl": "https://shop.example/",
    "ts": "1795305600123",
    "cd[value]": "49.90",
    "cd[currency]": "EUR",
    "cd[contents]": '[{"id":"a","quantity":1}]',
    "ud[em]": EMAIL_HASH,
    "fbp": "fb.1.1795000000000.1098115397",
    "fbc": "fb.1.1795000000000.IwAR2F4dbP0l7Mn1",
    "dpo": "",
}
BOUNDARY = "a-boundary"
SANDBOX = "/privacy_sandbox/pixel/register/trigger/"


def multipart() -> bytes:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in PARAMS.items()]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


WAYS = {
    "image": lambda url: ask(f"{url}/tr/?{urlencode(PARAMS)}"),
    "image without the slash": lambda url: ask(f"{url}/tr?{urlencode(PARAMS)}"),
    "form": lambda url: ask(f"{url}/tr/", urlencode(PARAMS).encode(), Content_Type="application/x-www-form-urlencoded"),
    "beacon of text": lambda url: ask(
        f"{url}/tr/", urlencode(PARAMS).encode(), Content_Type="text/plain;charset=UTF-8"
    ),
    "form in a charset": lambda url: ask(
        f"{url}/tr/", urlencode(PARAMS).encode(), Content_Type="application/x-www-form-urlencoded;charset=UTF-8"
    ),
    "multipart beacon": lambda url: ask(
        f"{url}/tr/", multipart(), Content_Type=f"multipart/form-data; boundary={BOUNDARY}"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_browser_event_arrives_whole_however_it_is_sent(meta: MetaEmulator, way: str) -> None:
    """Name, id, page, time, custom data, hashed user data and cookies are all read."""
    assert WAYS[way](meta.url).status == 200
    event = meta.received(source="browser")[0]
    fields = event["fields"]
    assert (event["event_name"], event["event_id"], event["dataset"]) == ("Purchase", "order_0042", DATASET)
    assert fields["event_source_url"] == PARAMS["dl"]
    assert fields["event_time"] == 1795305600.123
    assert fields["custom_data"] == {"value": "49.90", "currency": "EUR", "contents": [{"id": "a", "quantity": 1}]}
    assert fields["user_data"] == {"em": EMAIL_HASH}
    assert (fields["fbp"], fields["fbc"]) == (PARAMS["fbp"], PARAMS["fbc"])
    assert event["raw"]["dpo"] == ""


def test_an_image_request_is_answered_with_an_image_that_no_cache_keeps(meta: MetaEmulator) -> None:
    """One transparent pixel; a cached one would swallow the next event."""
    answer = pixel(meta)
    assert answer.body.startswith(b"GIF89a")
    assert answer.headers["Content-Type"] == "image/gif"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_posted_event_is_answered_with_nothing(meta: MetaEmulator) -> None:
    """Nobody reads the answer to a beacon."""
    assert WAYS["form"](meta.url).body == b""


def test_any_page_may_send(meta: MetaEmulator) -> None:
    """A preflight is answered with yes."""
    answer = ask(f"{meta.url}/tr/", method="OPTIONS", Origin="https://shop.example")
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "https://shop.example")


def test_a_page_that_sends_its_cookies_may_read_the_answer(meta: MetaEmulator) -> None:
    """Fetch's rule: with credentials the answer must name the page's origin, and `*` will not do."""
    answer = ask(f"{meta.url}/tr/", urlencode(PARAMS).encode(), Origin="https://shop.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize("missing", ["id", "ev"])
def test_an_event_without_dataset_or_name_is_shown_as_rejected(meta: MetaEmulator, missing: str) -> None:
    """The browser still gets its image; the sandbox says what was missing."""
    query = {name: value for name, value in PARAMS.items() if name != missing}
    assert ask(f"{meta.url}/tr/?{urlencode(query)}").status == 200
    refusal = meta.rejected()[0]
    assert (refusal["source"], refusal["rule"]) == ("browser", "field_missing")
    assert missing in refusal["error"]["message"]
    assert meta.received() == []


EVERYTHING = {
    "id": DATASET, "ev": "Purchase", "dl": "https://a.example/", "rl": "", "if": "false", "ts": "1", "it": "1",
    "sw": "1", "sh": "1", "v": "2.9.252", "r": "stable", "a": "tmtealium", "ec": "0", "o": "4126", "coo": "false",
    "eid": "x",
    "cd[value]": "1", "ud[em]": EMAIL_HASH, "udff[em]": "0" * 64, "aud[em]": EMAIL_HASH, "audff[em]": EMAIL_HASH,
    "cud[em]": "*^*@*.*", "ncud[em]": "***@*.*", "ped": "1", "fbp": "fb.1.1.1", "fbc": "fb.1.1.a", "fbcs": "a,b",
    "dpo": "LDU", "dpoco": "1", "dpost": "1000", "tm": "1", "es": "automatic", "exp": "a1", "expv2[0]": "pl0",
    "expv2[1]": "el2", "hme": "ab", "ex_m": "70,119", "up": "a", "rp": "b", "up_url": "a", "rp_url": "b", "rks": "k",
    "de": "1", "chmd": "", "chpv": "15.0", "chfv": "149.0", "hmd": "a", "pid": "1", "pl": "1", "ler": "other",
    "dlc": "1", "cdl": "API_unavailable", "cs_est": "true", "cs_cc": "1", "pmd[title]": "T", "plt": "12.5", "rlc": "1",
    "rqm": "SB", "noscript": "1", "is_pcm": "true",
    "iw": "false", "tz": "120", "imft": "1", "iss": "1", "cf": "1", "aems": "0;0", "est_source": "1",
}  # fmt: skip
"""Every parameter of public copies of the Pixel, and of public records of what it sent, 2021 to June 2026."""


def test_every_parameter_of_the_pixel_is_read_or_ignored(meta: MetaEmulator) -> None:
    """None is refused; what was given by hand outweighs what was found in a form; none of the rest becomes identity."""
    assert ask(f"{meta.url}/tr/?{urlencode(EVERYTHING)}").status == 200
    assert meta.rejected() == []
    fields = meta.received()[0]["fields"]
    assert fields["user_data"] == {"em": EMAIL_HASH}
    assert fields["custom_data"] == {"value": "1"}
    assert fields["other"]["expv2"] == {"0": "pl0", "1": "el2"}


def test_every_parameter_of_the_pixel_is_explained() -> None:
    """In `pixel.json`: read as a field, gathered into a map, or named as ignored."""
    rules = load_rules().pixel
    known = rules.params.keys() | rules.maps.keys() | rules.ignored.keys()
    assert {name.partition("[")[0] for name in EVERYTHING} <= known


names = st.one_of(st.sampled_from([*EVERYTHING, "cd", "ud", "ud[", "cd[a][b]", "x[]", "eid[]"]), st.text(max_size=8))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(names, st.text(max_size=12), max_size=8))
def test_no_parameter_can_break_what_is_shown(meta: MetaEmulator, params: dict[str, str]) -> None:
    """Whatever a page, an extension or an attacker sends: it is received, and every page still opens."""
    meta.reset()
    query = urlencode(params | {"id": DATASET, "ev": "Lead"}, errors="replace")
    assert ask(f"{meta.url}/tr/?{query}").status == 200
    assert len(meta.received()) == len(meta.pairs()) == 1
    meta.get("/sandbox/overview")


def test_an_image_without_javascript_is_an_event(meta: MetaEmulator) -> None:
    """The `<noscript>` part of the base code: id, name, nothing else."""
    ask(f"{meta.url}/tr?id={DATASET}&ev=PageView&noscript=1")
    event = meta.received()[0]
    assert (event["event_name"], event["event_id"], event["transport"]) == ("PageView", None, "Pixel noscript")


@pytest.mark.parametrize("order", [("/tr/", SANDBOX), (SANDBOX, "/tr/")], ids=["behind", "ahead"])
def test_what_is_told_to_the_privacy_sandbox_too_counts_once(meta: MetaEmulator, order: tuple[str, str]) -> None:
    """The Pixel repeats an event there for the browser's attribution; it is recognised, and is no second event."""
    for path in order:
        assert ask(f"{meta.url}{path}?{urlencode(PARAMS)}").body.startswith(b"GIF89a")
    ask(f"{meta.url}/tr/?{urlencode(PARAMS | {'eid': 'other'})}")
    assert meta.counted() == 2
    assert [event["privacy_sandbox_twin"] for event in meta.received()] == [False, True]


def test_events_that_travel_together_are_as_many_events(meta: MetaEmulator) -> None:
    """The library gathers them as `batch=1&events[0]=…`, each a query of its own; by image and by beacon."""
    lead = {"id": DATASET, "ev": "Lead", "eid": "a", "cd[value]": "1", "dl": "https://shop.example/?a=1&b=2"}
    gathered = {"batch": "1", "events[0]": urlencode(lead), "events[1]": urlencode(PARAMS), "rqm": "GET"}
    assert ask(f"{meta.url}/tr/?{urlencode(gathered)}").body.startswith(b"GIF89a")
    ask(f"{meta.url}/tr/", urlencode(gathered | {"events[0]": urlencode(lead | {"eid": "b"})}).encode())
    assert {(event["event_name"], event["event_id"]) for event in meta.received()} == {
        ("Lead", "a"), ("Lead", "b"), ("Purchase", "order_0042")
    }  # fmt: skip
    first = meta.received(event_id="a")[0]["fields"]
    assert (first["custom_data"], first["event_source_url"]) == ({"value": "1"}, lead["dl"])
    assert meta.rejected() == []


def test_one_bad_event_of_several_costs_only_itself(meta: MetaEmulator) -> None:
    """It has no name, and is shown among the rejected."""
    gathered = {"batch": "1", "events[0]": "id=1", "events[1]": "id=1&ev=Lead"}
    ask(f"{meta.url}/tr/?{urlencode(gathered)}")
    assert [event["event_name"] for event in meta.received()] == ["Lead"]
    assert [refused["rule"] for refused in meta.rejected()] == ["field_missing"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"%%%=%", json.dumps({"id": 1}).encode()])
def test_a_body_of_rubbish_is_survived(meta: MetaEmulator, body: bytes) -> None:
    """Whatever a browser extension posts, the answer is empty and nothing is received."""
    assert ask(f"{meta.url}/tr/", body, Content_Type="application/x-www-form-urlencoded").status == 200
    assert meta.received() == []
