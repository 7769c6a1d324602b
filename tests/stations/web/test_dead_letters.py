"""Dead letters on the dashboard: looked at by anybody who may look, replayed by our own page alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tandem.event.outcome import Reason
from tandem.upkeep.errands import Errands, Replay
from tests.support.books_to_read import Books
from tests.support.clock import NOON
from tests.support.dashboard import RunningDashboard
from tests.support.events import DESTINATION, event

EURO = {"set": {"custom_data.currency": "EUR"}}


@pytest.fixture
def dead(books: Books) -> Books:
    books.tell(event(custom_data={"value": 1}))
    books.refuse(1, Reason.REJECTED, "a Purchase needs currency")
    return books


def asked(tmp_path: Path) -> Any:
    with closing(Errands(tmp_path / "errands.db")) as errands:
        return errands.next("worker")


def test_they_are_listed_with_an_example_and_a_cure(dead: Books, dashboard: RunningDashboard) -> None:
    (group,) = dashboard.ask("/api/dead").json
    assert (group["destination"], group["count"], group["example"]) == (DESTINATION, 1, 1)
    assert "--set custom_data.currency=EUR" in group["cure"]


def test_a_dry_run_tells_what_would_go_and_asks_nobody(
    dead: Books, dashboard: RunningDashboard, tmp_path: Path
) -> None:
    """As it is it would be refused again; mended it would go."""
    assert dashboard.ask("/api/replay/dry-run", "POST", {}).json["goes"] == 0
    assert dashboard.ask("/api/replay/dry-run", "POST", {"recipe": EURO}).json["goes"] == 1
    assert asked(tmp_path) is None


def test_a_group_is_chosen_by_what_was_said_of_it_also_where_that_is_not_shown(
    dead: Books, dashboard: RunningDashboard
) -> None:
    """Another letter of the same event was refused for something else: it is none of this group's."""
    dead.tell(event(event_id="other", custom_data={"value": 1}))
    dead.refuse(2, Reason.REJECTED, "100: what ada@example.com sent is wrong")
    groups = {group["example_event_id"]: group for group in dashboard.ask("/api/dead").json}
    assert "ada@example.com" not in groups["other"]["detail"] + groups["other"]["said"]
    for group in groups.values():
        order = {"chosen": {"said": group["said"]}, "recipe": EURO}
        assert dashboard.ask("/api/replay/dry-run", "POST", order).json["examples"] == [group["example_event_id"]]


def test_a_replay_is_the_workers_to_do(dead: Books, dashboard: RunningDashboard, tmp_path: Path) -> None:
    """And its standing can be asked for until it is done."""
    order = {"chosen": {"event_name": "Purchase"}, "recipe": EURO}
    answer = dashboard.ask("/api/replay", "POST", order)
    assert answer.status == 202
    number, errand = asked(tmp_path)
    assert isinstance(errand, Replay)
    assert (errand.chosen.event_name, errand.recipe.set) == ("Purchase", {"custom_data.currency": "EUR"})
    assert dashboard.ask(f"/api/errands/{number}").json["state"] == "asked"
    report = {"chosen": 1, "goes": 1, "examples": [], "kept": []}
    with closing(Errands(tmp_path / "errands.db")) as errands:
        errands.finish(number, report)
    assert dashboard.ask(f"/api/errands/{number}").json["report"] == report
    assert dashboard.ask("/api/errands/99").status == 404


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_a_page_elsewhere_cannot_ask_for_a_replay(
    dead: Books, dashboard: RunningDashboard, tmp_path: Path, origin: str
) -> None:
    """A form can be posted from anywhere; browsers say from where."""
    assert dashboard.ask("/api/replay", "POST", {}, Origin=origin).status == 403
    assert asked(tmp_path) is None
    ours = f"http://127.0.0.1:{dashboard.port}"
    assert dashboard.ask("/api/replay", "POST", {}, Origin=ours).status == 202


def test_a_recipe_that_cannot_be_is_refused_with_its_cure(dead: Books, dashboard: RunningDashboard) -> None:
    answer = dashboard.ask("/api/replay", "POST", {"recipe": {"set": {"event_id": "another"}}})
    assert answer.status == 400
    assert "event_id" in answer.json["error"]["problem"]


def test_noon_is_when_they_were_received(dead: Books, dashboard: RunningDashboard) -> None:
    (group,) = dashboard.ask("/api/dead").json
    assert group["oldest_received_at"].startswith(f"{NOON:%Y-%m-%dT%H:%M:%S}")
