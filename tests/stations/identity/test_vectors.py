"""The 700 vectors of contracts/meta/vectors: each with a source, and a digest by coreutils."""

import re
from typing import Any

import pytest

from tandem.identity.normalise import RULES, Setting
from tandem.identity.person import person_of
from tandem.kit.contracts import folder, load

FILES = sorted(path.name for path in (folder() / "meta" / "vectors").glob("*.json"))
ROWS = [row for name in FILES for row in load(f"meta/vectors/{name}")["vectors"]]
VARIANT = re.compile(r"^(em|ph)_\w+$")


def given_key(row: dict[str, Any]) -> str:
    """The key a sender uses: `em` for a row about `em_google`."""
    return VARIANT.sub(r"\1", row["key"])


def title(row: dict[str, Any]) -> str:
    where = row.get("region") or row.get("country") or ""
    return f"{row['key']}:{where}:{row['input']!a}"


@pytest.mark.parametrize("row", ROWS, ids=title)
def test_every_vector_is_hashed_as_its_source_says(row):
    """What a sender gives becomes the documented digest, or is dropped alone with a reason."""
    country = {"country": row["country"]} if "country" in row else {}
    person, unusable = person_of({given_key(row): row["input"], **country}, region=row.get("region"))

    found = getattr(person, row["key"])

    assert found == ((row["sha256"],) if row["sha256"] else ())
    assert [problem.key for problem in unusable] == ([] if row["sha256"] else [row["key"]])


READABLE = [row for row in ROWS if row["normal"] and not row.get("hashed") and row["key"] in RULES]


@pytest.mark.parametrize("row", READABLE, ids=title)
def test_a_normal_form_is_its_own_normal_form(row):
    """Normalising twice changes nothing, so a sender who normalised already gets the same hash."""
    country = row.get("country", "").lower() or None

    assert RULES[row["key"]](row["normal"], Setting(country=country)) == row["normal"]


def test_the_vectors_cover_every_match_key():
    """No match key is without vectors, and each row names its source."""
    assert len(ROWS) >= 400
    assert {given_key(row) for row in ROWS} == set(RULES)
    assert all(row["source"] for row in ROWS)


WORKED_EXAMPLES = [
    ("em", "John_Smith@gmail.com", "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"),
    ("ph", "(650)555-1212", "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"),
    ("fn", "Mary", "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"),
    ("fn", "정", "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14"),
    ("fn", "Valéry", "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"),
    ("db", "2/16/1997", "01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c"),
    ("country", "United States", "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"),
]


@pytest.mark.parametrize(("key", "value", "digest"), WORKED_EXAMPLES, ids=lambda part: str(part)[:12])
def test_metas_worked_examples_come_out_as_meta_printed_them(key, value, digest):
    """The digests in Meta's documentation of customer information parameters, character for character."""
    person, _ = person_of({key: value}, region="US")

    assert getattr(person, key) == (digest,)


PLATFORM_EXAMPLES = [
    ("em_reddit", "Al.ice$+Apple@Example.Com", "ff8d9819fc0e12bf0d24892e45987e249a28dce836a85cad60e28eaaa8c6d976"),
    ("em_google", "alexz@example.com", "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a"),
    ("ph_plus", "+18005550100", "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30"),
    ("ph", "+18005550100", "92cfdc5fbcd4a20fbe5d3857af6c1aba31762105bba7f21a17155e920653046c"),
    (
        "em_google",
        "cloudy.sanfrancisco+shopping@gmail.com",
        "223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4",
    ),
    ("em", "user.name+nyc@example.com", "f109a2a632fbcea5fc82049f50beed3d8621bf9034399f437fb622222acccdac"),
    ("em_microsoft", "user.name+nyc@example.com", "795bcb4bf560f9867afb3de2d0d3a94976324007c45ea099ec14e90231540547"),
    ("em_reddit", "user.name+nyc@example.com", "795bcb4bf560f9867afb3de2d0d3a94976324007c45ea099ec14e90231540547"),
]


@pytest.mark.parametrize(("field", "value", "digest"), PLATFORM_EXAMPLES, ids=lambda part: str(part)[:24])
def test_other_platforms_get_the_hash_their_documentation_prints(field, value, digest):
    """Google, Microsoft, Reddit: each variant is the digest that the platform itself would make."""
    person, _ = person_of({field[:2]: value})

    assert getattr(person, field) == (digest,)
