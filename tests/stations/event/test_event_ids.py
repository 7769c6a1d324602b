"""Both legs make the same id of the same order; the tag is held to the same rows in tag/test/event_ids.test.ts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tandem.event.dictionary import Definition
from tandem.kit import contracts

CASES = msgspec.json.Decoder(float_hook=Decimal).decode((contracts.folder() / "event_ids.json").read_bytes())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['template']} of {case['params']}")
def test_the_gateway_makes_the_documented_id(case: dict[str, Any]) -> None:
    """As in contracts/event_ids.json."""
    assert Definition(event_id=case["template"]).derive_id(case["params"]) == case["event_id"]
