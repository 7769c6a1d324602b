"""Customer data from forms: what a site may set, and what its tag is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.app.sites import sites
from tandem.config.forms import Forms
from tandem.config.load import load
from tandem.config.schema import BadSettings, Loaded
from tandem.config.tag import Tag

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n'


def read(folder: Path, forms: str, events: str = "") -> Loaded:
    (folder / "tandem.toml").write_text(f"{SITE}[site.tag.forms]\n{forms}", encoding="utf-8")
    (folder / "events.toml").write_text(events, encoding="utf-8")
    return load(folder / "tandem.toml")


def test_nothing_is_guessed_and_nothing_is_told_of_an_abandoned_form_unless_the_owner_says_so() -> None:
    told = Forms().told()
    assert (told["names"], told["partial"], told["opt_out"]) == ({}, "", False)
    assert Forms().defines() == {}


def test_a_field_under_a_key_that_meta_does_not_know_is_refused_with_the_keys_it_knows(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"forms\.fields names 'email'.*use em, ph"):
        read(tmp_path, 'fields = { email = "#mail" }')


def test_an_abandoned_form_is_of_the_server_leg_under_whatever_name(tmp_path: Path) -> None:
    loaded = read(tmp_path, 'partial = true\npartial-event = "Begun"')
    assert sites(loaded)["shop"].dictionary["Begun"].legs == ("server",)


def test_events_toml_has_the_last_word_on_an_abandoned_form(tmp_path: Path) -> None:
    loaded = read(tmp_path, "partial = true", '[PartialLead]\nowner = "sales"\n')
    definition = sites(loaded)["shop"].dictionary["PartialLead"]
    assert (definition.owner, definition.legs) == ("sales", ("server",))


def test_a_form_that_would_count_twice_is_refused(tmp_path: Path) -> None:
    """`leads` here and `forms` of the declared part would each send an event of its own for one submission."""
    forms = 'leads = [{selector = "#a", event = "Lead"}]\n[site.tag.declared]\n'
    with pytest.raises(BadSettings, match=r"#a.*twice"):
        read(tmp_path, f'{forms}forms = [{{selector = "#a", event = "Lead"}}]')


def test_hashes_of_two_forms_are_refused(tmp_path: Path) -> None:
    """A site that hashes for the Pixel in the documented form cannot have its server leg in the Pixel's own form."""
    (tmp_path / "tandem.toml").write_text(f'{SITE}match-form = "pixel"\n[site.tag.forms]\nhash = true\n')
    with pytest.raises(BadSettings, match=r"match-form.*forms\.hash"):
        load(tmp_path / "tandem.toml")


def test_the_part_that_hashes_is_fetched_by_sites_that_hash_alone() -> None:
    def fetched(forms: Forms) -> list[str]:
        return [name for part in Tag(forms=forms).parts().values() for name in part.fetches()]

    assert (fetched(Forms()), sorted(fetched(Forms(hash=True)))) == (["fields"], ["fields", "hash"])
