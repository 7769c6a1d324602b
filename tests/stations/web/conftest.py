from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.web.view import View
from tests.support.books_to_read import Books, open_books
from tests.support.clock import NOON, StandingClock
from tests.support.dashboard import RunningDashboard, running_dashboard
from tests.support.events import DESTINATION, site


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def view(tmp_path: Path) -> View:
    """The dashboard five minutes after noon, with a build that holds the name of each file."""
    return View(
        ledger=tmp_path / "ledger.db",
        journal=tmp_path / "journal.db",
        vitals=tmp_path / "vitals",
        errands=tmp_path / "errands.db",
        sites={"shop": site()},
        clock=StandingClock(NOON + timedelta(minutes=5)),
        stop=asyncio.Event(),
        destinations=(DESTINATION,),
        browser_legs={("shop", "Purchase")},
        built=lambda name: f"/* {name} */".encode(),
        poll=0.02,
    )


@pytest.fixture
def dashboard(view: View) -> Iterator[RunningDashboard]:
    """Over real HTTP, on a free port."""
    with running_dashboard(view) as running:
        yield running
