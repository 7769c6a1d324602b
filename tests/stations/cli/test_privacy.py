"""The list of what persons asked for: whom it concerns, until when, and what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tandem.cli.privacy import listed
from tandem.ledger.privacy import Held, PrivacyRow
from tests.support.clock import NOON


def shown(**changes: Any) -> str:
    told: dict[str, Any] = {
        "id": 12,
        "at": NOON,
        "due_at": NOON + timedelta(days=30),
        "site": "shop",
        "source": "crm",
        "wish": "erase",
        "number": "77",
        "kinds": (),
        "held": Held(),
        "settled_at": None,
    }
    return "\n".join(listed([PrivacyRow(**{**told, **changes})], NOON))


def test_a_wish_that_names_nobody_says_how_to_fulfil_it_by_hand() -> None:
    """A CRM told a number that no event carries: the operator asks who it was."""
    assert "named by nothing that is kept" in shown()
    assert "run `tandem erase` with the e-mail address or phone, then `tandem privacy --answered 12`" in shown()


def test_a_wish_that_can_be_fulfilled_is_by_itself() -> None:
    assert "It is carried out by itself" in shown(kinds=("external_id",))


def test_what_is_done_asks_for_nothing() -> None:
    assert "tandem erase" not in shown(settled_at=NOON)
