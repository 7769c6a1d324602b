"""The bounds of what waits in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.config.load import load
from tandem.config.schema import BadSettings

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n[site.tag.queue]\n'


def test_nothing_waits_longer_than_meta_takes_it(tmp_path: Path) -> None:
    """Seven days are 168 hours; the gateway itself needs some of them."""
    toml = tmp_path / "tandem.toml"
    toml.write_text(f"{SITE}hours = 168", encoding="utf-8")
    with pytest.raises(BadSettings, match="at most 160"):
        load(toml)


def test_the_tag_is_told_the_age_in_milliseconds(tmp_path: Path) -> None:
    toml = tmp_path / "tandem.toml"
    toml.write_text(f"{SITE}hours = 0.5", encoding="utf-8")
    queue = load(toml).settings.site[0].tag.queue
    assert queue is not None
    assert queue.told()["age"] == 30 * 60 * 1000


def test_bounds_of_nothing_are_an_error_with_the_way_out(tmp_path: Path) -> None:
    toml = tmp_path / "tandem.toml"
    toml.write_text(f"{SITE}entries = 0", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"leave \[site.tag.queue\] out"):
        load(toml)
