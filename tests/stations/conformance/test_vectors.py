"""The vectors have names that can be written into a bug report and found again."""

from __future__ import annotations

import re

from tandem.conformance.vectors import name_of, vectors

ROW = {"key": "ph", "input": "+1 650", "normal": None, "sha256": None, "source": "somewhere"}


def test_every_vector_has_a_name_of_its_own() -> None:
    """No two of them share one, and each says in which file it stands."""
    names = [vector.id for vector in vectors()]
    assert len(names) >= 400
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z_]+-[0-9a-f]{5}", name) for name in names)


def test_a_name_outlives_a_better_source_but_not_another_question() -> None:
    """What a vector is called depends on what is asked, not on where it stands or what is said about it."""
    assert name_of("ph", ROW | {"source": "elsewhere", "normal": "1650"}) == name_of("ph", ROW)
    assert name_of("ph", ROW | {"region": "US"}) != name_of("ph", ROW)


def test_a_vector_can_be_chosen_by_name_or_pattern() -> None:
    """`ph-*` is every vector about phones, a whole name is one."""
    phones = vectors("ph-*")
    assert {vector.field for vector in phones} == {"ph"}
    assert vectors(phones[3].id) == [phones[3]]
    assert vectors("nothing-like-this") == []


def test_the_form_of_another_platform_is_asked_with_the_key_a_sender_writes() -> None:
    """A vector about em_google gives an em."""
    google = next(vector for vector in vectors() if vector.key == "em_google")
    assert google.field == "em"
