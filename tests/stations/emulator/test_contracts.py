"""The rules are data that a reader can check: each file says where it is from, and what is not certain in it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tandem.emulator.edge.answer import error
from tandem.emulator.received import Refused
from tandem.emulator.rules import load_rules

FOLDER = Path(__file__).parents[3] / "contracts" / "meta"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_contract_names_its_source_and_date(path: Path) -> None:
    """A rule without a source cannot be checked against Meta when Meta changes."""
    contract = json.loads(path.read_text())
    assert "://" in contract.get("source", contract.get("documentation"))
    assert date.fromisoformat(contract["date"])


@pytest.mark.parametrize("name", load_rules().errors)
def test_every_refusal_says_how_sure_it_is(name: str) -> None:
    """Documented, observed by third parties, general knowledge, or our own choice."""
    assert load_rules().errors[name].evidence in {"documented", "observed", "general", "ours"}


@pytest.mark.parametrize("name", load_rules().errors)
def test_a_refusal_can_be_worded_without_knowing_its_details(name: str) -> None:
    """A fault ordered by hand fills no placeholder; its body is whole all the same."""
    body = error(load_rules().errors[name], Refused(name), "A1", "en_US")["error"]
    assert body["message"]
    assert not re.search(r"\{[a-z_]+\}", json.dumps({**body, "error_user_msg": ""}).removeprefix("{"))


@pytest.mark.parametrize("name", [name for name, rule in load_rules().errors.items() if rule.texts])
def test_a_refusal_says_the_same_in_every_language(name: str) -> None:
    """Each text has a title and a message in every locale, with the same placeholders, and no two are alike."""
    texts = load_rules().errors[name].texts
    assert texts.keys() == load_rules().locales >= {"en_US", "fr_FR", "de_DE"}
    holes = {locale: set(re.findall(r"\{[a-z_]+\}", text.user_message)) for locale, text in texts.items()}
    assert len({frozenset(found) for found in holes.values()}) == 1
    assert len({text.user_message for text in texts.values()}) == len(texts)


def test_every_text_belongs_to_a_refusal() -> None:
    """A text under a name that no error has would never be said."""
    written = json.loads((FOLDER / "error_texts.json").read_text())["texts"]
    assert written.keys() <= load_rules().errors.keys()


@pytest.mark.parametrize("subcode", [2804007, 2804014, 2804017, 2804019, 2804048])
def test_a_refusal_whose_meaning_nobody_knows_is_given_no_title(subcode: int) -> None:
    """These subcodes were seen without their titles: a made-up one would be taken for Meta's."""
    (name,) = [name for name, rule in load_rules().errors.items() if rule.error_subcode == subcode]
    body = error(load_rules().errors[name], Refused(name), "A1", "en_US")["error"]
    assert (body["message"], "error_user_title" in body) == ("Invalid parameter", False)


def test_the_identity_keys_do_not_overlap() -> None:
    """A key is hashed, may be hashed, or is never hashed."""
    who = load_rules().identity
    assert not who.hash_required & who.hash_never
    assert not who.hash_recommended & (who.hash_required | who.hash_never)
