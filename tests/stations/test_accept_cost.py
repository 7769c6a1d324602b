"""What looks harmless and multiplies the cost of every event."""

from __future__ import annotations

import dis
from collections.abc import Callable

import pytest

from tandem.event.packed import unpack_event
from tandem.identity.attach import attach
from tandem.sources import backend


@pytest.mark.parametrize("step", [backend.parse, attach, unpack_event], ids=lambda step: step.__name__)
def test_no_record_of_every_event_is_built_by_way_of_a_dictionary(step: Callable[..., object]) -> None:
    """
    From the sixteenth argument by name on CPython makes a dictionary of them all first (compile.c,
    STACK_USE_GUIDELINE), at six times the cost: what few events have is laid over the record instead.
    """
    calls = {instruction.opname for instruction in dis.get_instructions(step)}
    assert "CALL_FUNCTION_EX" not in calls
