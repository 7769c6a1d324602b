"""`tandem reconcile`: does every order of the shop add up with what became of it?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from tandem.app import paths
from tandem.app.sites import sites
from tandem.config.load import load
from tandem.config.schema import BadSettings, Loaded
from tandem.event.site import Site
from tandem.insights.reconcile.record import RecordedOrder, Tick
from tandem.insights.reconcile.report import FATES, Question, Reconciliation
from tandem.insights.reconcile.report import reconcile as compare
from tandem.insights.reconcile.tables import BadTable, csv_orders, sqlite_orders
from tandem.kit.clock import micros

MONTH = timedelta(days=30)


def reconcile(
    *,
    site: str = "",
    event: str = "Purchase",
    since: Annotated[date | None, Parameter(name=["--from"])] = None,
    until: Annotated[date | None, Parameter(name=["--to"])] = None,
    orders: Path | None = None,
    delimiter: str = ",",
    sql: Path | None = None,
    query: str = "",
    map: Annotated[tuple[str, ...], Parameter(name=["--map"])] = (),  # noqa: A002 - the option's name
    most: int = 50,
    json: bool = False,
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Compare the shop's orders with what became of each: per day and destination, accepted + withheld + waiting +
    failed + missing = orders, in count and value, and every order that does not add up with its cause. Exits with 1 if
    there is one.

    Parameters
    ----------
    site
        The site; may be left out where there is only one.
    event
        The event that an order is.
    since
        The first day, e.g. 2026-11-01 (UTC). Thirty days ago if left out.
    until
        The last day. Today if left out.
    orders
        The shop's own list: a CSV file with order_id, placed_at, value, currency. Without it and `--sql`: what its
        sources told the gateway.
    delimiter
        What stands between the columns of the file.
    sql
        The shop's own SQLite database, which is only read.
    query
        Its orders: a query with the columns order_id, placed_at, value, currency.
    map
        A column of another name: order_id=Bestellnummer. Once for each.
    most
        How many differences are listed.
    json
        For machines.
    config
        The settings.
    """
    loaded = load(config)
    chosen = _site(loaded, site)
    names = dict(pair.partition("=")[::2] for pair in map)
    record = _record(orders, delimiter, sql, query, names)
    if record is None and not _has_sources(loaded, chosen.name):
        raise BadSettings(
            f"{chosen.name} has no source that knows its orders: name the shop's own list, --orders or --sql"
        )
    question = Question(
        site=chosen.name, event_name=event, destinations=chosen.destinations, window=_window(since, until), most=most
    )
    try:
        with _progress(quiet=json) as tick:
            found = compare(paths.ledger(loaded.data), question, record, tick)
    except BadTable as problem:
        raise BadSettings(str(problem)) from None
    print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() if json else printed(found))
    sys.exit(0 if found.adds_up else 1)


def _site(loaded: Loaded, name: str) -> Site:
    running = sites(loaded)
    chosen = running.get(name) if name else next(iter(running.values())) if len(running) == 1 else None
    if chosen is None:
        raise BadSettings(f"name the site: --site {' or '.join(running)}")
    if not paths.ledger(loaded.data).exists():
        raise BadSettings(f"there are no books in {loaded.data} yet: start the gateway once")
    return chosen


def _has_sources(loaded: Loaded, name: str) -> bool:
    return any(site.source for site in loaded.settings.site if site.name == name)


def _record(
    orders: Path | None, delimiter: str, sql: Path | None, query: str, names: dict[str, str]
) -> Iterator[RecordedOrder] | None:
    for path in (orders, sql):
        if path is not None and not path.is_file():
            raise BadSettings(f"there is no file {path}")
    if sql is not None:
        if not query:
            raise BadSettings("--sql needs --query, with the columns order_id, placed_at, value, currency")
        return sqlite_orders(sql, query, names)
    return None if orders is None else csv_orders(orders, names, delimiter)


def _window(since: date | None, until: date | None) -> tuple[int, int]:
    today = datetime.now(UTC).date()
    last = until or today
    first = since or last - MONTH
    return micros(_midnight(first)), micros(_midnight(last) + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Tick]:
    """On a terminal, how many orders have been read, then how many compared."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.completed:,.0f} orders {task.description}"))
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("read", total=None)
        yield lambda verb, done, of: progress.update(task, description=verb, completed=done, total=of)


def printed(found: Reconciliation) -> str:
    """For people: one line for each day, destination and currency, then what does not add up."""
    heading = f"{'day':<10}  {'destination':<22} {'orders':>8} " + " ".join(f"{fate:>9}" for fate in FATES)
    rows = [heading, *_days(found)]
    rows += ["", *_reasons(found)] if any(line.reason for line in found.lines) else []
    rows += ["", *_differences(found)]
    return "\n".join(rows)


def _days(found: Reconciliation) -> Iterator[str]:
    for day, destination in sorted({(line.day, line.destination) for line in found.lines}):
        here = [line for line in found.lines if (line.day, line.destination) == (day, destination)]
        counts = {fate: sum(line.orders for line in here if line.fate == fate) for fate in FATES}
        columns = " ".join(f"{counts[fate]:>9,}" for fate in FATES)
        yield f"{day:<10}  {destination:<22} {sum(counts.values()):>8,} {columns}"


def _reasons(found: Reconciliation) -> Iterator[str]:
    yield "why"
    for fate, reason in sorted({(line.fate, line.reason) for line in found.lines if line.reason}):
        here = [line for line in found.lines if (line.fate, line.reason) == (fate, reason)]
        worth = {line.currency: sum(each.value for each in here if each.currency == line.currency) for line in here}
        amounts = ", ".join(f"{value:,f} {currency}".strip() for currency, value in sorted(worth.items()))
        yield f"  {fate:<9} {reason:<18} {sum(line.orders for line in here):>8,}  {amounts}"


def _differences(found: Reconciliation) -> Iterator[str]:
    if found.adds_up:
        yield f"All {found.orders:,} orders add up."
        return
    yield "does not add up"
    for each in found.differences:
        yield f"  {each.day}  {each.order_id:<20} {each.destination:<22} {each.cause:<17} {each.recorded} → {each.told}"
    if found.more:
        yield f"  and {found.more:,} more: --most {len(found.differences) + found.more}, or --json"
