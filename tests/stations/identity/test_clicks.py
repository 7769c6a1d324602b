"""Other platforms' click ids: opaque, in their own case, each with the moment it was first seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.event.click import Click, merged
from tandem.identity.clicks import COOKIES, PARAMETERS, clean_clicks
from tests.support.clock import NOON

GCLID = "Cj0KCQiA-tTiBhD_ARIsAEhQyz_0"
MORNING = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MORNING_SECONDS, MORNING_MILLIS = 1_795_334_400, 1_795_334_400_000
"""`date -u -d '2026-11-22 08:00' +%s`"""


@pytest.mark.parametrize(
    ("name", "value", "key", "click"),
    [
        ("gclid", GCLID, "gclid", Click(GCLID)),
        ("gclid", {"id": GCLID, "at": MORNING_MILLIS}, "gclid", Click(GCLID, MORNING)),
        ("ScCid", "3F9a-B", "sccid", Click("3F9a-B")),
        ("ttclid", "E.C.P.CrIBXv_7", "ttclid", Click("E.C.P.CrIBXv_7")),
        ("epik", "dj0yJnU9a%3D%3D", "epik", Click("dj0yJnU9a==")),
        ("ranSiteID", "je6NUbpObpQ-XaSSPPz.xyz", "ransiteid", Click("je6NUbpObpQ-XaSSPPz.xyz")),
        ("_ef_transaction_id", "0a1B2c3d", "_ef_transaction_id", Click("0a1B2c3d")),
        ("obclid", "v1-2Ab", "obclid", Click("v1-2Ab")),
        ("_gcl_aw", f"GCL.{MORNING_SECONDS}.{GCLID}", "gclid", Click(GCLID, MORNING)),
        ("_gcl_ag", f"2.1.kEAIaIQ-x_y$i{MORNING_SECONDS}", "gbraid", Click("EAIaIQ-x_y", MORNING)),
        ("_gcl_ag", f"2.1.kEAIaIQ%24i{MORNING_SECONDS}%24b0", "gbraid", Click("EAIaIQ", MORNING)),
        ("_uetmsclkid", "_uet8F3b0C", "msclkid", Click("8F3b0C")),
        ("_rdt_uuid", f"{MORNING_MILLIS}.7c9e-4b", "rdt_uuid", Click("7c9e-4b", MORNING)),
        ("_twclid", "%7B%22pivot%22%3A1%2C%22twclid%22%3A%2224abC%22%7D", "twclid", Click("24abC")),
        ("_ttp", "2K8xWq", "ttp", Click("2K8xWq")),
    ],
)
def test_an_id_is_kept_in_its_own_case_wherever_a_platform_keeps_it(
    name: str, value: object, key: str, click: Click
) -> None:
    """The forms are the platforms' own (spec of each cookie in contracts/click_ids.json)."""
    assert clean_clicks({name: value}, NOON) == ({key: click}, ())


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a b",
        "a;b",
        "a\r\nset-cookie: x=1",
        "ada@example.com",
        "ada%40example.com",
        "ada%2540example.com",
        "undefined",
        "NULL",
        "x" * 501,
        7,
        None,
        [],
        {"id": None},
        {"id": GCLID, "at": MORNING_SECONDS},
        {"id": GCLID, "at": "yesterday"},
    ],
)
def test_a_malformed_id_is_dropped_alone_and_named(value: object) -> None:
    """The neighbour stays, and nothing of the bad value is repeated."""
    clicks, unusable = clean_clicks({"ttclid": "E.C.P.x", "gclid": value}, NOON)
    assert clicks == {"ttclid": Click("E.C.P.x")}
    assert [each.key for each in unusable] == ["clicks.gclid"]
    assert "ada" not in repr(unusable)


def test_an_id_of_nobody_we_know_is_dropped_without_its_name() -> None:
    """A made-up name may be personal, and would be shown in the event's trace."""
    clicks, unusable = clean_clicks({"ada@example.com": "x", "other": "y"}, NOON)
    assert clicks == {}
    assert [each.key for each in unusable] == ["clicks"]
    assert "ada" not in repr(unusable)


def test_a_click_is_never_dated_later_than_it_was_told() -> None:
    """A page's clock may run ahead."""
    clicks, _ = clean_clicks({"gclid": {"id": GCLID, "at": MORNING_MILLIS}}, MORNING - timedelta(hours=1))
    assert clicks["gclid"].at == MORNING - timedelta(hours=1)


@given(st.dictionaries(st.sampled_from([*PARAMETERS, *COOKIES]), st.text() | st.dictionaries(st.text(), st.integers())))
def test_whatever_is_sent_costs_no_event(sent: dict[str, object]) -> None:
    """Every value is either kept or named, and none raises."""
    clicks, unusable = clean_clicks(sent, NOON)
    assert len(clicks) + len(unusable) <= len(sent)


LATER = MORNING + timedelta(hours=1)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        (Click("A", MORNING), Click("B", LATER), Click("B", LATER)),
        (Click("A", MORNING), Click("A", LATER), Click("A", MORNING)),
        (Click("A"), Click("A", LATER), Click("A", LATER)),
        (Click("A"), Click("B", MORNING), Click("B", MORNING)),
        (Click("A", MORNING), Click("B"), Click("A", MORNING)),
    ],
)
def test_of_a_platforms_clicks_the_newest_is_kept_with_its_first_time(one: Click, other: Click, kept: Click) -> None:
    """In whichever order the two are told, and beside another platform's."""
    assert merged({"gclid": one}, {"gclid": other, "epik": Click("E")}) == {"gclid": kept, "epik": Click("E")}
    assert merged({"gclid": other}, {"gclid": one}) == {"gclid": kept}
