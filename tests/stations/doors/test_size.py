"""What tag/size.json promises of the tag's weight, weighed as `make size` does."""

from __future__ import annotations

import pytest

from tandem.config.tag import Tag
from tandem.kit import built
from tools.tag_size import CHOICES, PROMISED, code, heaviest, weighed, weight

pytestmark = pytest.mark.skipif(not (built.FOLDER / "tag.js").exists(), reason="the tag is not built")


def test_no_combination_of_settings_makes_a_page_heavier_than_it_is_promised() -> None:
    """Four kilobytes for the core, eight for all that is served at first, and a limit for each later part."""
    assert (PROMISED["core"]["gzip"], PROMISED["everything"]["gzip"]) == (4096, 8192)
    found = weighed()
    assert {name: bytes_ for name, (bytes_, most, _) in found.items() if bytes_ > most} == {}
    assert set(PROMISED["later"]["gzip"]) == found.keys() - {"core", "everything", "custom_pixel"}


def test_every_setting_of_the_tag_is_weighed() -> None:
    """One that is added later cannot be forgotten."""
    assert set(CHOICES) == set(Tag.__struct_fields__)


def test_the_heaviest_of_several_is_found_among_those_that_no_other_contains() -> None:
    lone, both = ("queue",), ("declared", "routes")
    assert weight(code(both)) > weight(code(lone))
    assert heaviest([(), ("declared",), lone, both]) == both
