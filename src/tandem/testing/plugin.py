"""
The fixture `meta`, and what a failed test that used it prints.

Every pytest beside which Tandem is installed loads this, so it imports nothing but pytest until a test asks for a Meta.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tandem.emulator.testing import MetaEmulator
    from tandem.testing.meta import Meta


@pytest.fixture(scope="session")
def _tandem_emulator() -> Iterator[MetaEmulator]:
    from tandem.emulator.testing import MetaEmulator

    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def meta(_tandem_emulator: MetaEmulator) -> Meta:
    """A Meta on a free port that has received nothing yet: point your sender at `meta.url`. See docs/testing.md."""
    from tandem.testing.meta import Meta

    _tandem_emulator.reset()
    return Meta(_tandem_emulator)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Below a failure: what Meta received, the two legs of each action side by side."""
    report = yield
    used = _meta_of(item) if report.when == "call" and report.failed else None
    if used:
        report.sections.append(("what Meta received", used.told()))
    return report


def _meta_of(item: pytest.Item) -> Meta | None:
    """The test's own Meta; somebody else's fixture of that name is none of our business."""
    ours = sys.modules.get("tandem.testing.meta")
    found = getattr(item, "funcargs", {}).get("meta")
    return found if ours and isinstance(found, ours.Meta) else None
