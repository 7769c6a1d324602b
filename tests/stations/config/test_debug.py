"""The key to the overlay."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.cli.debug_key import debug_key
from tandem.config.load import load
from tandem.config.schema import BadSettings
from tandem.doors import composition

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n[site.tag]\n'


def test_what_the_verb_prints_goes_into_the_settings_and_switches_the_overlay_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key itself stands nowhere but in the first line."""
    debug_key()
    first, second = capsys.readouterr().out.splitlines()
    toml = tmp_path / "tandem.toml"
    toml.write_text(SITE + second[second.index("debug-key") :], encoding="utf-8")
    site = load(toml).settings.site[0]

    assert composition.composed(site) == ("late", "debug")
    assert composition.fetched(site) == ("overlay",)
    assert first.rpartition(" ")[2] not in toml.read_text(encoding="utf-8")


def test_a_key_in_clear_is_refused_with_the_cure(tmp_path: Path) -> None:
    toml = tmp_path / "tandem.toml"
    toml.write_text(SITE + 'debug-key = "secret"', encoding="utf-8")
    with pytest.raises(BadSettings, match="tandem debug-key"):
        load(toml)


def test_without_a_key_nothing_of_it_is_served(tmp_path: Path) -> None:
    toml = tmp_path / "tandem.toml"
    toml.write_text(SITE, encoding="utf-8")
    site = load(toml).settings.site[0]
    assert (composition.composed(site), composition.fetched(site)) == ((), ())
