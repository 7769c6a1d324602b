"""What tests of whole paths have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tandem.emulator.testing import MetaEmulator


@pytest.fixture
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as emulator:
        yield emulator
