"""`tandem privacy`: what persons ask for through a shop or a CRM, and what is to be done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from tandem.app import paths
from tandem.app.errands import NotDone, answer_here_or_there
from tandem.cli.asked import when
from tandem.config.load import load
from tandem.config.schema import Loaded
from tandem.event.privacy import Wish
from tandem.kit.clock import system_clock
from tandem.ledger.privacy import PrivacyRow, privacy_rows
from tandem.ledger.reports.snapshot import NoLedger, snapshot

WORDS: dict[Wish, str] = {
    "erase": "a customer asks to be forgotten",
    "disclose": "a customer asks what is held",
    "close": "the shop has left: everything about it is to go",
}

UNKNOWN = (
    "It names a number that no event carries, so nobody could be found by it. Ask who it was, run `tandem erase` with"
    " the e-mail address or phone, then `tandem privacy --answered {id}`."
)
"""Of a wish to be forgotten that names nobody."""

TO_DO: dict[Wish, str] = {
    "erase": "It is carried out by itself. If it stays open: run `tandem erase` for the customer, then"
    " `tandem privacy --answered {id}`.",
    "disclose": "Tandem holds hashes, browser ids and facts of orders, and nothing readable. Tell the customer what is"
    " counted above and what was sent to Meta, then run `tandem privacy --answered {id}`.",
    "close": "Take the site out of tandem.toml, or delete the data folder: docs/sources/shopify.md. Then run"
    " `tandem privacy --answered {id}`.",
}


def privacy(*, answered: int = 0, json: bool = False, config: Path = Path("tandem.toml")) -> None:
    """
    List what persons asked for through a shop or a CRM, open requests first. The exit code is 1 when one is overdue.

    Parameters
    ----------
    answered
        Mark this request as answered.
    json
        Write everything as JSON.
    config
        The settings.
    """
    loaded = load(config)
    if answered:
        _mark(answered, loaded)
    try:
        with snapshot(paths.ledger(loaded.data)) as ledger:
            rows = privacy_rows(ledger)
    except NoLedger:
        rows = []
    now = system_clock()
    print(msgspec.json.format(msgspec.json.encode(rows)).decode() if json else "\n\n".join(listed(rows, now)))
    sys.exit(1 if any(_is_overdue(row, now) for row in rows) else 0)


def listed(rows: Sequence[PrivacyRow], now: datetime) -> Iterator[str]:
    if not rows:
        yield "Nobody has asked for anything through a shop or a CRM."
    for row in rows:
        yield "\n".join(_paragraph(row, now))


def _paragraph(row: PrivacyRow, now: datetime) -> Iterator[str]:
    yield f"{row.id}  {when(row.at)} UTC  {row.source}: {WORDS[row.wish]} (its number: {row.number})"
    if row.wish != "close":
        held = row.held
        named = ", ".join(row.kinds) or "nothing that is kept"
        yield f"   named by {named}; held when it came: {held.conversions} events, {held.visits} visits,"
        yield f"   {held.order_facts} facts of orders"
    if row.settled_at is not None:
        yield f"   done on {when(row.settled_at)} UTC"
        return
    yield f"   {'OVERDUE since' if _is_overdue(row, now) else 'due by'} {row.due_at:%Y-%m-%d}"
    to_do = TO_DO[row.wish] if row.kinds or row.wish != "erase" else UNKNOWN
    yield f"   {to_do.format(id=row.id)}"


def _is_overdue(row: PrivacyRow, now: datetime) -> bool:
    return row.settled_at is None and row.due_at < now


def _mark(request: int, loaded: Loaded) -> None:
    try:
        if not answer_here_or_there(loaded, request):
            sys.exit(f"tandem: there is no open request {request}; `tandem privacy` lists them.")
    except NotDone as problem:
        sys.exit(f"tandem: {problem}")
