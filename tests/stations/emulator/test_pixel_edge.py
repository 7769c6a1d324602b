"""`/tr/` takes what the Pixel sends, in all the ways it sends it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from tests.stations.emulator.letters import DATASET, EMAIL_HASH, ask, pixel

from tandem.emulator.testing import MetaEmulator

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


def multipart() -> bytes:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in PARAMS.items()]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()


WAYS = {
    "image": lambda url: ask(f"{url}/tr/?{urlencode(PARAMS)}"),
    "image without the slash": lambda url: ask(f"{url}/tr?{urlencode(PARAMS)}"),
    "form": lambda url: ask(f"{url}/tr/", urlencode(PARAMS).encode(), Content_Type="application/x-www-form-urlencoded"),
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
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")


@pytest.mark.parametrize("missing", ["id", "ev"])
def test_an_event_without_dataset_or_name_is_shown_as_rejected(meta: MetaEmulator, missing: str) -> None:
    """The browser still gets its image; the sandbox says what was missing."""
    query = {name: value for name, value in PARAMS.items() if name != missing}
    assert ask(f"{meta.url}/tr/?{urlencode(query)}").status == 200
    refusal = meta.rejected()[0]
    assert (refusal["source"], refusal["rule"]) == ("browser", "field_missing")
    assert missing in refusal["error"]["message"]
    assert meta.received() == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"%%%=%", json.dumps({"id": 1}).encode()])
def test_a_body_of_rubbish_is_survived(meta: MetaEmulator, body: bytes) -> None:
    """Whatever a browser extension posts, the answer is empty and nothing is received."""
    assert ask(f"{meta.url}/tr/", body, Content_Type="application/x-www-form-urlencoded").status == 200
    assert meta.received() == []
