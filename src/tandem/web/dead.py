"""Dead letters on the dashboard: the list, the dry run, the replay, and how far it is."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import JSONBody, PathParameter

from tandem.event.errors import Refused
from tandem.ledger.reports.dead import Chosen, DeadGroup
from tandem.ledger.reports.dead import dead as report
from tandem.ledger.reports.snapshot import snapshot
from tandem.upkeep.errands import Errands, Replay
from tandem.upkeep.recipe import Recipe, checked
from tandem.upkeep.replay import Replayed, dry_run
from tandem.web.cures import cure
from tandem.web.view import View

ASKED_BY = "the dashboard"

Number = Annotated[int, PathParameter(ge=1, description="The errand's number.")]


class DeadLetters(DeadGroup, frozen=True, kw_only=True):
    """Dead letters that were refused in the same words, and what can be done about them."""

    cure: str


class ReplayOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which dead letters, and how to mend them: docs/dead-letters.md."""

    chosen: Chosen = Chosen()
    recipe: Recipe = msgspec.field(default_factory=Recipe)


class Asked(msgspec.Struct, frozen=True):
    """The worker has been asked; `/api/errands/{errand}` tells how far it is."""

    errand: int


class ErrandStanding(msgspec.Struct, frozen=True, kw_only=True):
    """`report` is there once it is done."""

    state: str
    done: int
    whole: int
    report: Replayed | None


@get("/api/dead", summary="Dead letters, by what was said of them", sync_to_thread=True)
def dead(view: NamedDependency[View]) -> tuple[DeadLetters, ...]:
    """The largest group first: how many, since when, until when they can be sent, an example, a cure."""
    with snapshot(view.ledger) as ledger:
        groups = report(ledger, Chosen(), view.clock())
    return tuple(DeadLetters(**msgspec.structs.asdict(each), cure=cure(each.reason, each.detail)) for each in groups)


@post("/api/replay/dry-run", summary="What a replay would do", status_code=200, sync_to_thread=True)
def try_replay(view: NamedDependency[View], data: JSONBody[ReplayOrder]) -> Replayed:
    """What would go, what not, and why. Nothing is changed."""
    recipe = _checked(data.recipe)
    with snapshot(view.ledger) as ledger:
        return dry_run(ledger, data.chosen, recipe, view.sites, view.clock)


@post("/api/replay", summary="Send dead letters again", status_code=202, sync_to_thread=True)
def replay(view: NamedDependency[View], data: JSONBody[ReplayOrder]) -> Asked:
    """The worker is asked to; it does so when it runs. Each keeps its event_id; what was delivered is never touched."""
    errand = Replay(chosen=data.chosen, recipe=_checked(data.recipe), asked_by=ASKED_BY)
    with closing(Errands(view.errands)) as errands:
        return Asked(errands.ask("worker", errand, view.clock()))


@get("/api/errands/{errand:int}", summary="How far a replay is", sync_to_thread=True)
def standing(view: NamedDependency[View], errand: Number) -> ErrandStanding:
    """Answers are kept for a day."""
    with closing(Errands(view.errands)) as errands:
        found = errands.look(errand)
    if found is None:
        raise NotFoundException(f"There is no errand {errand}.")
    told = found.answer if found.state == "done" else None
    return ErrandStanding(
        state=found.state,
        done=found.progress.done,
        whole=found.progress.whole,
        report=msgspec.json.decode(told, type=Replayed) if told else None,
    )


def _checked(recipe: Recipe) -> Recipe:
    try:
        return checked(recipe)
    except Refused as refused:
        raise ClientException(f"{refused.refusal.field} {refused.refusal.problem}. {refused.refusal.cure}") from None


HANDLERS = (dead, try_replay, replay, standing)
