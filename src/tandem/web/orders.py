"""Orders against what became of them, as the dashboard asks: the last days, and not over and over."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from tandem.event.site import Site
from tandem.insights.reconcile.report import Question, Reconciliation, reconcile
from tandem.kit.clock import micros
from tandem.ledger.reports.snapshot import open_ledger
from tandem.web.view import LONGEST_WINDOW, View

KEPT = timedelta(minutes=1)
"""For how long an answer stands, however often it is asked for."""

REST = 20
"""What took long stands for so many times as long as it took."""

LISTED = 100
"""Differences that are told one by one."""

Days = Annotated[int, QueryParameter(ge=1, le=LONGEST_WINDOW // 24, description="So many days, today included; UTC.")]


class OrderBook(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a site that orders become, and the source that is the truth of it."""

    site: str
    event_name: str
    source: str


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, and the moment it holds for."""

    at: datetime
    found: Reconciliation


def order_books(sites: Iterable[Site]) -> Iterator[OrderBook]:
    """None where pages alone tell of orders: then there is nothing to hold them against."""
    for site in sites:
        for name, definition in site.dictionary.told_by_sources():
            yield OrderBook(site=site.name, event_name=name, source=definition.order.truth)


class OrderDesk:
    """Reconciles when asked, one question at a time; a question that was just answered gets the same answer."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._answers: dict[tuple[str, str, int], tuple[Reconciled, datetime]] = {}
        self._turn = threading.Lock()

    def ask(self, site: Site, event_name: str, days: int) -> Reconciled:
        """Raises `NoLedger`."""
        key = (site.name, event_name, days)
        with self._turn:
            answer, until = self._answers.get(key, (None, datetime.min.replace(tzinfo=UTC)))
            began = self._view.clock()
            if answer is None or began >= until:
                answer = self._reconciled(site, event_name, days, began)
                ended = self._view.clock()
                self._answers[key] = (answer, ended + max(KEPT, REST * (ended - began)))
        return answer

    def _reconciled(self, site: Site, event_name: str, days: int, now: datetime) -> Reconciled:
        open_ledger(self._view.ledger).close()
        question = Question(
            site=site.name,
            event_name=event_name,
            destinations=site.destinations,
            window=last_days(now, days),
            most=LISTED,
        )
        return Reconciled(at=now, found=reconcile(self._view.ledger, question, None))


def last_days(now: datetime, days: int) -> tuple[int, int]:
    """From the midnight that began the first of them to the one that ends today, in Unix microseconds."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return micros(today - timedelta(days=days - 1)), micros(today + timedelta(days=1))


@get("/api/orders", summary="Which events orders become", sync_to_thread=False)
def books(view: NamedDependency[View]) -> tuple[OrderBook, ...]:
    """Those that a source is the truth of; none where pages alone tell of orders."""
    return tuple(order_books(view.sites.values()))


@get("/api/orders/{site:str}/{event_name:str}", summary="Do the orders add up?", sync_to_thread=True)
def reconciled(
    view: NamedDependency[View],
    desk: NamedDependency[OrderDesk],
    site: FromPath[str],
    event_name: FromPath[str],
    days: Days = 30,
) -> Reconciled:
    """
    What the source told, against what became of it: per day and destination, accepted + withheld + waiting + failed +
    missing = orders, and the first 100 orders that do not add up, with the cause. An answer stands for a minute.
    """
    if not _is_kept(view.sites, site, event_name):
        raise NotFoundException(f"No source is the truth of {event_name} at {site}.")
    return desk.ask(view.sites[site], event_name, days)


def _is_kept(sites: Mapping[str, Site], site: str, event_name: str) -> bool:
    return any((book.site, book.event_name) == (site, event_name) for book in order_books(sites.values()))


HANDLERS: tuple[Any, ...] = (books, reconciled)
