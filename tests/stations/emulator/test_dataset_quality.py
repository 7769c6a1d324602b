"""`GET /{version}/dataset_quality`: Meta's Dataset Quality API, answered with the emulator's estimates."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, EMAIL_HASH, TOKEN, Answer, HandClock, ask, pixel, purchase, send

FBP = "fb.1.1795000000000.1098115397"


def get(meta: MetaEmulator, *, token: str = TOKEN, version: str = "v26.0", **query: str) -> Answer:
    asked = urlencode({"dataset_id": DATASET, "access_token": token} | query)
    return ask(f"{meta.url}/{version}/dataset_quality?{asked}")


def web(meta: MetaEmulator, fields: str = "") -> list[Any]:
    return list(get(meta, fields=fields).json()["web"])


def test_a_query_names_the_fields_it_wants(meta: MetaEmulator) -> None:
    """The example of Meta's documentation, in its shape."""
    send(meta, purchase())
    fields = "web{event_name,event_match_quality{composite_score,match_key_feedback{identifier,coverage{percentage}}}}"
    assert web(meta, fields) == [
        {
            "event_name": "Purchase",
            "event_match_quality": {
                "composite_score": 3.9,
                "match_key_feedback": [
                    {"identifier": "email", "coverage": {"percentage": 100.0}},
                    {"identifier": "ip_address", "coverage": {"percentage": 100.0}},
                    {"identifier": "user_agent", "coverage": {"percentage": 100.0}},
                ],
            },
        }
    ]


def test_every_documented_field_is_answered(meta: MetaEmulator) -> None:
    """All that Meta's reference lists for `web`, and `dedupe_key_feedback` with its e."""
    pixel(meta)
    send(meta, purchase())
    [event] = web(meta)
    assert event.keys() == {
        "event_name", "event_match_quality", "event_coverage", "dedupe_key_feedback", "data_freshness", "acr",
        "event_potential_aly_acr_increase",
    }  # fmt: skip
    assert event["event_match_quality"].keys() == {"composite_score", "match_key_feedback", "diagnostics"}
    assert event["event_coverage"].keys() == {
        "percentage", "goal_percentage", "description", "potential_aly_acr_increase",
    }  # fmt: skip
    assert event["data_freshness"].keys() == {"upload_frequency", "description"}


def test_coverage_is_the_share_of_browser_events_that_the_server_covers(meta: MetaEmulator) -> None:
    """Three of four browser events have a twin; Meta's goal is 75 per cent."""
    for number in range(4):
        pixel(meta, eid=str(number))
    send(meta, *(purchase(event_id=str(number)) for number in (0, 1, 2, 9)))
    [event] = web(meta, "web{event_coverage{percentage,goal_percentage}}")
    assert event == {"event_coverage": {"percentage": 75.0, "goal_percentage": 75.0}}


def test_each_deduplication_key_says_how_far_it_reaches(meta: MetaEmulator) -> None:
    """One of two browser events has the server's event_id; both have an fbp, and the server's has none."""
    pixel(meta, eid="order_1", fbp=FBP)
    pixel(meta, eid=None, fbp=FBP)
    send(meta, purchase(user_data={"em": EMAIL_HASH}))
    [event] = web(meta, "web{dedupe_key_feedback}")
    told = {
        line["dedupe_key"]: (
            line["browser_events_with_dedupe_key"]["percentage"],
            line["server_events_with_dedupe_key"]["percentage"],
            line["overall_browser_coverage_from_dedupe_key"]["percentage"],
        )
        for line in event["dedupe_key_feedback"]
    }
    assert told == {"event_id": (50.0, 100.0, 50.0), "external_id": (0.0, 0.0, 0.0), "fbp": (100.0, 0.0, 0.0)}


@pytest.mark.parametrize(
    ("late", "frequency"), [(5, "real_time"), (2 * 3600, "hourly"), (20 * 3600, "daily"), (6 * 86_400, "weekly")]
)
def test_freshness_is_how_long_events_take(meta: MetaEmulator, clock: HandClock, late: int, frequency: str) -> None:
    """From event_time to receipt."""
    send(meta, purchase(event_time=int(clock.at) - late))
    [event] = web(meta, "web{data_freshness{upload_frequency}}")
    assert event["data_freshness"]["upload_frequency"] == frequency


def test_diagnostics_count_the_events_they_concern(meta: MetaEmulator) -> None:
    """One of two purchases has no event_source_url."""
    send(meta, purchase(event_id="a"), purchase(event_id="b", event_source_url=None))
    [event] = web(meta, "web{event_match_quality{diagnostics{name,percentage,affected_event_count,total_event_count}}}")
    assert event["event_match_quality"]["diagnostics"] == [
        {"name": "source_url_missing", "percentage": 50.0, "affected_event_count": 1, "total_event_count": 2}
    ]


def test_another_dataset_is_another_matter(meta: MetaEmulator) -> None:
    """Only the events of the dataset that was asked for."""
    send(meta, purchase(), dataset="99")
    assert web(meta) == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"dataset_id": "17"}, (400, 2044055, None)),
        ({"dataset_id": "me"}, (400, 2044055, None)),
        ({"dataset_id": ""}, (400, 100, None)),
        ({"token": ""}, (401, 190, None)),
        ({"token": "EAAB-expired"}, (401, 190, 463)),
        ({"token": "EAAB-sendonly"}, (403, 10, None)),
        ({"fields": "web{score}"}, (400, 100, None)),
        ({"fields": "web{event_name"}, (400, 2500, None)),
        ({"fields": "web}"}, (400, 2500, None)),
        ({"fields": "web,,"}, (400, 2500, None)),
        ({"fields": "{"}, (400, 2500, None)),
        ({"version": "v99.0"}, (400, 2500, None)),
    ],
)
def test_what_cannot_be_read_is_refused(
    clock: HandClock, query: dict[str, str], codes: tuple[int, int, int | None]
) -> None:
    """An unknown dataset is 2044055, a token that may only send is 10, a field that does not exist 100."""
    with MetaEmulator.running(clock=clock, datasets={DATASET}) as meta:
        answer = get(meta, **query)
        assert answer.codes == codes
        assert "X-App-Usage" in answer.headers


def test_it_can_have_bad_days_of_its_own(meta: MetaEmulator) -> None:
    """Faults are ordered for this edge alone."""
    meta.faults({"edge": "dataset_quality", "answer": "business_limit"})
    assert send(meta, purchase()).status == 200
    assert get(meta).codes == (400, 80004, None)
    assert get(meta).status == 200
