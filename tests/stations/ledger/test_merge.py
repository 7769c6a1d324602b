"""The click that earned the order is the newest one, whichever leg knew it."""

from __future__ import annotations

import msgspec
import pytest

from tandem.event.person import Person
from tandem.ledger.merge import merge
from tests.support.events import ADA, event, tag_event

OLDER = "fb.1.1763800000000.FirstClick"
NEWER = "fb.1.1763812800000.SecondClick"
NEWER_SEEN_AGAIN = "fb.1.1763899999999.SecondClick"


def clicked(fbc: str | None) -> Person:
    return msgspec.structs.replace(ADA, fbc=fbc)


@pytest.mark.parametrize(
    ("tag", "backend", "kept"),
    [
        (OLDER, NEWER, NEWER),
        (NEWER, OLDER, NEWER),
        (NEWER_SEEN_AGAIN, NEWER, NEWER),
        (NEWER, NEWER_SEEN_AGAIN, NEWER),
        (None, OLDER, OLDER),
        (OLDER, None, OLDER),
    ],
)
def test_of_two_clicks_the_newest_is_kept_with_the_moment_it_was_first_seen(
    tag: str | None, backend: str | None, kept: str
) -> None:
    """In whichever order the legs come."""
    legs = tag_event(person=clicked(tag)), event(person=clicked(backend))
    assert merge(*legs).person.fbc == kept
    assert merge(*reversed(legs)).person.fbc == kept
