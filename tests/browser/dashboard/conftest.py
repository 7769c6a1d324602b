"""A dashboard over real HTTP, with books that a test fills."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tandem.config.site import Site
from tandem.kit import built
from tandem.kit.clock import system_clock
from tandem.web.captured import captured
from tandem.web.view import View
from tests.support.books_to_read import Books, open_books
from tests.support.dashboard import RunningDashboard, running_dashboard
from tests.support.events import DESTINATION, site


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path) as opened:
        yield opened


@pytest.fixture
def dashboard(books: Books) -> Iterator[RunningDashboard]:
    try:
        built.read("dashboard.js")
    except built.NotBuilt as missing:
        pytest.fail(str(missing), pytrace=False)
    view = View(
        ledger=books.path,
        journal=books.path.with_name("journal.db"),
        vitals=books.path.with_name("vitals"),
        errands=books.path.with_name("errands.db"),
        sites={"shop": site()},
        clock=system_clock,
        stop=asyncio.Event(),
        destinations=(DESTINATION,),
        processes=(),
        sources=("pots", "leads", "stripe"),
        captured=(captured(Site(name="shop", origins=("https://www.example.com",))),),
    )
    with running_dashboard(view) as running:
        yield running


@pytest.fixture
def address(dashboard: RunningDashboard) -> str:
    return f"http://127.0.0.1:{dashboard.port}"
