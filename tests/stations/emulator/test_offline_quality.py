"""`fields=offline{…}` of the Dataset Quality API: sales at the counter, scored out of 10."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import DATASET, EMAIL_HASH, TOKEN, HandClock, ask, purchase, send

DAY = 86_400
PHONE_HASH = "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"
"""SHA-256 of 16505551212, as printed in Meta's documentation of customer information."""


def sale(clock: HandClock, late: float = 0, **user_data: str) -> dict[str, Any]:
    person = user_data or {"em": EMAIL_HASH, "ph": PHONE_HASH}
    return purchase(action_source="physical_store", event_time=int(clock.at - late), event_id=None, user_data=person)


def offline(meta: MetaEmulator, fields: str = "offline") -> Any:
    asked = urlencode({"dataset_id": DATASET, "access_token": TOKEN, "fields": fields})
    return ask(f"{meta.url}/v26.0/dataset_quality?{asked}").json()["offline"]


def scores(meta: MetaEmulator) -> dict[str, float]:
    [event] = offline(meta)
    return {name: rated["score"] for name, rated in event.items() if name != "event_name"}


def test_every_documented_field_is_answered(meta: MetaEmulator, clock: HandClock) -> None:
    """Composite, match key, frequency and freshness, each with a score and a recommendation."""
    send(meta, sale(clock))
    [event] = offline(meta)
    assert event.keys() == {"event_name", "composite", "match_key", "frequency", "freshness"}
    assert {tuple(event[name]) for name in ("composite", "frequency", "freshness")} == {("score", "recommendation")}
    assert event["match_key"].keys() == {"score", "recommendation", "coverage"}


def test_a_query_names_the_fields_it_wants(meta: MetaEmulator, clock: HandClock) -> None:
    """The documented question for coverage; one of two sales has a phone number."""
    send(meta, sale(clock), sale(clock, em=EMAIL_HASH))
    wanted = offline(meta, "offline{event_name,match_key{coverage}}")
    assert wanted == [{"event_name": "Purchase", "match_key": {"coverage": {"email": 100.0, "phone": 50.0}}}]


def test_whoever_sends_each_sale_at_once_with_both_keys_scores_ten(meta: MetaEmulator, clock: HandClock) -> None:
    send(meta, sale(clock))
    assert scores(meta) == {"composite": 10.0, "match_key": 10.0, "frequency": 10.0, "freshness": 10.0}


def test_days_without_an_upload_cost_frequency(meta: MetaEmulator, clock: HandClock) -> None:
    """Uploads on two days of four."""
    send(meta, sale(clock))
    clock.at += 3 * DAY
    send(meta, sale(clock))
    assert scores(meta)["frequency"] == 5.0


@pytest.mark.parametrize(("days", "score"), [(1, 10.0), (4, 5.0), (7, 0.0), (60, 0.0)])
def test_a_late_upload_costs_freshness(meta: MetaEmulator, clock: HandClock, days: int, score: float) -> None:
    """Nothing up to a day, everything from a week on."""
    send(meta, sale(clock, late=days * DAY))
    assert scores(meta)["freshness"] == score


def test_only_the_last_four_weeks_count(meta: MetaEmulator, clock: HandClock) -> None:
    send(meta, sale(clock))
    clock.at += 29 * DAY
    assert offline(meta) == []


def test_a_sale_on_the_website_is_none_at_the_counter(meta: MetaEmulator) -> None:
    """And the other way round: a shop's sales are not scored as a website's."""
    send(meta, purchase())
    assert offline(meta) == []


def test_whoever_is_below_the_goal_is_told_what_to_do(meta: MetaEmulator, clock: HandClock) -> None:
    """8.5 opens omnichannel ads."""
    send(meta, sale(clock, em=EMAIL_HASH))
    [event] = offline(meta)
    assert "phone" in event["match_key"]["recommendation"]
    assert event["freshness"]["recommendation"] == "Nothing to do."
    assert json.dumps(event).count("Nothing to do.") == 2
