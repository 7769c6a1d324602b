"""A visitor in California opts out of sale: the same page, the same browser, and what Meta is told of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import KEY, ORIGIN, Gateway, running_gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

POLICY = """\
[site.consent]
policy = "opt-in"
[site.consent.regions]
US = "opt-out"
"US-CA" = "opt-out-ldu"
"""
FBP = "fb.1.1763812800000.1098115397"


@pytest.fixture(scope="module")
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def gateway(meta: MetaEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with running_gateway(tmp_path_factory.mktemp("regions"), meta.url, POLICY) as running:
        yield running


def post(gateway: Gateway, path: str, body: Any, **headers: str) -> None:
    request = Request(gateway.url + path, json.dumps(body).encode(), headers)
    with urlopen(request, timeout=10) as answer:
        assert answer.status == 202


def browse(gateway: Gateway, event_id: str, region: str) -> None:
    """A Lead from a page that says where its visitor is; the browser sends Global Privacy Control."""
    lead = {"event_name": "Lead", "event_id": event_id, "event_time": int(time.time() * 1000)}
    visit = {"fbp": FBP}
    told = {"v": 1, "consent": {"ads": "unknown", "region": region}, "visit": visit, "events": [lead]}
    post(gateway, "/e", told, Origin=ORIGIN, **{"Sec-GPC": "1"})


def of(meta: MetaEmulator, ids: set[str]) -> list[dict[str, Any]]:
    """What Meta received of these."""
    return [event["raw"] for event in meta.received(limit="1000") if event["event_id"] in ids]


async def test_an_opt_out_limits_in_california_and_withholds_in_texas(gateway: Gateway, meta: MetaEmulator) -> None:
    """Both were asked by one browser at one moment: the region alone decides."""
    browse(gateway, "texas", "US-TX")
    browse(gateway, "california", "US-CA")
    found = await eventually(lambda: of(meta, {"texas", "california"}), bool)
    assert [event["event_id"] for event in found] == ["california"]
    options = {key: value for key, value in found[0].items() if key.startswith("data_processing")}
    assert options == {
        "data_processing_options": ["LDU"],
        "data_processing_options_country": 1,
        "data_processing_options_state": 1000,
    }
    assert found[0]["user_data"]["fbp"] == FBP


async def test_a_backends_strings_decide_where_its_own_word_is_missing(gateway: Gateway, meta: MetaEmulator) -> None:
    """Google's consent mode as a server-side container has it."""
    for event_id, gcs in (("refused", "G100"), ("granted", "G111")):
        user_data = {"external_id": event_id}
        post(
            gateway,
            "/v1/events",
            {"event_name": "Lead", "event_id": event_id, "user_data": user_data, "consent": {"gcs": gcs}},
            Authorization=f"Bearer {KEY}",
        )
    seen = await eventually(
        lambda: {event["event_id"] for event in meta.received(limit="1000")}, lambda ids: "granted" in ids
    )
    assert "refused" not in seen
