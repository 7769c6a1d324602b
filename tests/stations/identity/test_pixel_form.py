"""The Pixel's forms, for sites that choose them. Expected: what fbevents.js 2.9.252 made of each vector's input."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.event.person import Unusable
from tandem.identity.attach import attach
from tandem.identity.hash import already_hashed
from tandem.identity.person import person_of
from tandem.identity.pixel_form import PIXEL_RULES
from tandem.identity.placeholders import PLACEHOLDERS
from tandem.identity.text import lowered
from tandem.kit.contracts import folder, load
from tests.support.events import arrived, site

FILES = sorted(path.name for path in (folder() / "meta" / "vectors").glob("*.json"))
ROWS = [row for name in FILES for row in load(f"meta/vectors/{name}")["vectors"] if "pixel" in row]
SEEN = [
    row
    for row in ROWS
    if row["key"] in PIXEL_RULES
    and not already_hashed(row["input"])
    and lowered(row["input"]) not in PLACEHOLDERS[row["key"]]
]
"""Without hashes and placeholders, with which we do the same in either form."""


def title(row: dict[str, Any]) -> str:
    return f"{row['key']}:{row['input']!a}"


def pixel_hash(row: dict[str, Any]) -> tuple[str, ...]:
    """Of a value that it cannot read the Pixel hashes the raw text, or what it began with: such a hash is not sent."""
    given, made = row["input"], row["pixel"]
    if made is None or (row["key"] == "db" and not made.isdecimal()):
        return ()
    return (sha256(made.encode()).hexdigest(),) if made != given or made == lowered(given) else ()


@pytest.mark.parametrize("row", SEEN, ids=title)
def test_what_the_pixel_was_seen_to_hash_is_what_is_sent(row: dict[str, Any]) -> None:
    person, _ = person_of({row["key"]: row["input"]}, form="pixel")
    assert getattr(person, row["key"]) == pixel_hash(row)


def test_the_vectors_show_every_key_that_differs() -> None:
    assert {row["key"] for row in SEEN} == set(PIXEL_RULES) == set(load("meta/match_keys.json")["forms"]["pixel"])


def test_other_platforms_keep_their_own_forms() -> None:
    """A phone without its country code would be another number elsewhere."""
    person, _ = person_of({"ph": "030 901820"}, region="DE", form="pixel")
    assert person.ph == (sha256(b"30901820").hexdigest(),)
    assert person.ph_plus == (sha256(b"+4930901820").hexdigest(),)
    person, _ = person_of({"em": "jörg@exämple.de"}, form="pixel")
    assert person.em == ()
    assert person.em_google == (sha256("jörg@exämple.de".encode()).hexdigest(),)


def test_a_hash_is_passed_on_in_either_form() -> None:
    digest = sha256(b"m1 1ae").hexdigest()
    assert person_of({"zp": digest}, form="pixel")[0].zp == (digest,)


def test_placeholders_are_refused_in_either_form() -> None:
    """The Pixel would hash them, and match everybody who typed the same."""
    person, unusable = person_of({"fn": "null", "em": "test@test.com"}, form="pixel")
    assert (person.fn, person.em, len(unusable)) == ((), (), 2)


def test_the_documented_form_is_the_default() -> None:
    assert person_of({"zp": "M1 1AE"})[0].zp == (sha256(b"m11ae").hexdigest(),)
    assert person_of({"zp": "M1 1AE"}, form="pixel")[0].zp == (sha256(b"m1 1ae").hexdigest(),)


@given(st.sampled_from(sorted(PIXEL_RULES)), st.text())
def test_no_text_whatever_raises(key: str, text: str) -> None:
    assert isinstance(PIXEL_RULES[key](lowered(text)), (str, Unusable))
    person_of({key: text}, form="pixel")


def test_a_site_that_chose_it_has_it() -> None:
    """From the settings of the site to the event on disk."""
    sent = arrived(user_data={"zp": "M1 1AE"})
    assert attach(sent, site(match_form="pixel")).person.zp == (sha256(b"m1 1ae").hexdigest(),)
    assert attach(sent, site()).person.zp == (sha256(b"m11ae").hexdigest(),)
