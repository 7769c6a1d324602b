"""What many people share is worked out once; it must not be mixed up for that."""

from __future__ import annotations

from hashlib import sha256

from tandem.identity.person import person_of


def hashed(text: str) -> tuple[str, ...]:
    return (sha256(text.encode()).hexdigest(),)


def test_a_state_is_read_by_its_own_country_each_time() -> None:
    """`Washington` is `wa` in the United States alone; elsewhere it is a name."""
    american, _ = person_of({"st": "Washington", "country": "US"})
    german, _ = person_of({"st": "Washington", "country": "DE"})
    again, _ = person_of({"st": "Washington", "country": "US"})
    assert american.st == again.st == hashed("wa")
    assert german.st == hashed("washington")


def test_a_word_is_read_under_its_own_key() -> None:
    """A city that is called as a country is: one word, two keys, each by its own rule."""
    person, _ = person_of({"ct": "Mexico", "country": "Mexico", "zp": "12345-6789"})
    assert (person.ct, person.country) == (hashed("mexico"), hashed("mx"))


def test_the_form_of_the_site_decides_each_time() -> None:
    """Two sites in one gateway may hash a city in different forms."""
    documented, _ = person_of({"ct": "Zürich"})
    pixel, _ = person_of({"ct": "Zürich"}, form="pixel")
    assert (documented.ct, pixel.ct) == (hashed("zürich"), hashed("zrich"))
