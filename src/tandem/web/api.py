"""The dashboard's API: each answer is one report, asked of one snapshot of the ledger."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, PathParameter, QueryParameter

from tandem.event.model import Source
from tandem.event.outcome import Reason
from tandem.insights.match_quality import report as quality
from tandem.ledger.reports import balance as books
from tandem.ledger.reports import events as listing
from tandem.ledger.reports import overview as glance
from tandem.ledger.reports import recovered as rescue
from tandem.ledger.reports import trace as tracing
from tandem.ledger.reports.events import Filters, PixelFilter
from tandem.ledger.reports.fates import State
from tandem.ledger.reports.snapshot import snapshot
from tandem.web import captured as capture
from tandem.web import health as condition
from tandem.web import reasons as words
from tandem.web import test_codes as codes
from tandem.web.view import LONGEST_WINDOW, View

Hours = Annotated[
    int, QueryParameter(ge=1, le=LONGEST_WINDOW, description="The window: conversions first heard of since then.")
]
Before = Annotated[int | None, QueryParameter(ge=1, description="Continue after a page: its `next`.")]
Limit = Annotated[int, QueryParameter(ge=1, le=200, description="Conversions on one page.")]
Text = Annotated[str | None, QueryParameter(max_length=128, description="A part of the event id or of the order id.")]
Number = Annotated[int, PathParameter(ge=1, description="The conversion's number in the ledger.")]


@get("/api/overview", summary="The window at a glance", sync_to_thread=True)
def overview(view: NamedDependency[View], hours: Hours = 24) -> glance.Overview:
    """What arrived, from where, what became of it; what was refused at the door."""
    with snapshot(view.ledger) as ledger:
        return glance.overview(ledger, *view.window(hours), view.destinations, view.browser_legs)


@get("/api/balance", summary="Do the books balance?", sync_to_thread=True)
def balance(view: NamedDependency[View]) -> books.Balance:
    """
    arrivals = conversions + repetitions; for each destination, accepted = delivered + refused + waiting. Both sides are
    kept apart and with every change, so that this costs nothing; `difference` is by how much they disagree.
    """
    with snapshot(view.ledger) as ledger:
        return books.balance(ledger)


@get("/api/balance/proof", summary="Do the books balance, row by row?", sync_to_thread=True)
def proof(view: NamedDependency[View]) -> books.Balance:
    """
    The same, counted anew by pairing the rows of the whole ledger in one query, some ten seconds for a million
    conversions; `difference` is the number of rows without a counterpart.
    """
    with snapshot(view.ledger) as ledger:
        return books.prove(ledger)


@get("/healthz", include_in_schema=False, sync_to_thread=False)
def alive() -> dict[str, str]:
    """Of this process alone; `/api/health` tells of the gateway."""
    return {"status": "ok"}


@get("/api/health", summary="How the gateway is", sync_to_thread=True)
def healthy(view: NamedDependency[View]) -> condition.Health:
    """Processes, files, lanes and what is wrong: `problems` is empty when all is well."""
    return condition.health(view)


@get("/api/recovered", summary="What only the server leg delivered", sync_to_thread=True)
def recovered(view: NamedDependency[View], hours: Hours = 24) -> rescue.Recovered:
    """
    Conversions whose server leg was delivered and whose browser leg never showed that it loaded: the Pixel was blocked
    or slow, or no tag told of them for a minute. `unknown`: the page was left before it could report on the Pixel.
    `/api/events?recovered=true` lists them.
    """
    with snapshot(view.ledger) as ledger:
        return rescue.recovered(ledger, *view.window(hours), view.browser_legs)


def filters(
    event_name: FromQuery[str | None] = None,
    text: Text = None,
    fate: FromQuery[State | None] = None,
    reason: FromQuery[Reason | None] = None,
    source: FromQuery[Source | None] = None,
    pixel: FromQuery[PixelFilter | None] = None,
    recovered: FromQuery[bool] = False,
) -> Filters:
    """All that are given must hold."""
    return Filters(
        event_name=event_name,
        text=text or None,
        fate=fate,
        reason=reason,
        source=source,
        pixel=pixel,
        recovered=recovered,
    )


@get("/api/events", summary="Conversions, newest first", sync_to_thread=True)
def events(
    view: NamedDependency[View],
    filters: NamedDependency[Filters],
    before: Before = None,
    limit: Limit = 50,
) -> listing.Page:
    """Paged by number, so that a page stays what it was while newer conversions arrive."""
    with snapshot(view.ledger) as ledger:
        return listing.events(ledger, filters, before, limit, view.clock(), view.browser_legs)


@get("/api/events/{number:int}", summary="One conversion's trace", sync_to_thread=True)
def event(view: NamedDependency[View], number: Number) -> tracing.Trace:
    """From each message that told of it to each destination's answer."""
    with snapshot(view.ledger) as ledger:
        trace = tracing.trace(ledger, number, view.clock(), view.browser_legs)
    if trace is None:
        raise NotFoundException(f"There is no conversion {number}.")
    return trace


@get("/api/match-quality", summary="Event Match Quality, estimated", sync_to_thread=True)
def match_quality(view: NamedDependency[View], hours: Hours = 24) -> quality.MatchQuality:
    """
    For each event name sent to Meta: an estimate of its score, what each key adds to it and how many events carried it,
    what would raise it most; and the score that Meta tells itself, where it was asked.
    """
    with snapshot(view.ledger) as ledger:
        return quality.match_quality(ledger, *view.window(hours), view.destinations)


@get("/api/events/{number:int}/match-quality", summary="One event's match quality, estimated", sync_to_thread=True)
def event_match_quality(view: NamedDependency[View], number: Number) -> quality.EventQuality | None:
    """null when the event does not go to Meta, or is not of a web site: Meta scores no other."""
    with snapshot(view.ledger) as ledger:
        return quality.event_quality(ledger, number, view.clock())


@get("/api/event-names", summary="The event names that have occurred", sync_to_thread=True)
def event_names(view: NamedDependency[View]) -> tuple[str, ...]:
    with snapshot(view.ledger) as ledger:
        return listing.event_names(ledger)


@get("/api/test-codes", summary="Test event codes in use", sync_to_thread=True)
def test_codes(view: NamedDependency[View]) -> tuple[codes.CodeWarning, ...]:
    """Destination, code, since when, until when, whether it is being sent, and how to end it. Usually empty."""
    with snapshot(view.ledger) as ledger:
        return codes.warnings(ledger, view.clock(), view.test_codes)


@get("/api/reasons", summary="Every reason in words", sync_to_thread=False)
def reasons() -> tuple[words.Explanation, ...]:
    """Why an event may go no further, and what to do about it."""
    return words.explanations()


@get("/api/captured", summary="What each site's tag captures", sync_to_thread=False)
def captured(view: NamedDependency[View]) -> tuple[capture.Captured, ...]:
    """As configured: what is read and set in visitors' browsers, where it goes, on what ground, how long it is kept."""
    return view.captured
