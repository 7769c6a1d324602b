from __future__ import annotations

from collections.abc import Iterator

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import HandClock


@pytest.fixture
def clock() -> HandClock:
    """The emulator's time, moved by hand."""
    return HandClock()


@pytest.fixture
def meta(clock: HandClock) -> Iterator[MetaEmulator]:
    """A fresh Meta on a free port."""
    with MetaEmulator.running(clock=clock) as emulator:
        yield emulator
