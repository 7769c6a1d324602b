"""From settings to sites at run time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.app.sites import sites
from tandem.config.schema import BadSettings, Limits, Meta, Site
from tests.support.settings import BIKES, SHOP, loaded, settings

DATA = Path("data")


def test_each_site_is_owed_to_its_own_datasets() -> None:
    found = sites(loaded(settings(SHOP, BIKES), DATA))
    assert {name: site.destinations for name, site in found.items()} == {"shop": ("meta:1234567890",), "bikes": ()}


def test_a_site_that_sends_by_the_pixel_alone_is_owed_to_nobody() -> None:
    site = Site(name="shop", origins=(), mode="pixel-only", meta=(Meta(dataset_id="7", token="x"),))
    assert sites(loaded(settings(site), DATA))["shop"].destinations == ()


def test_settings_reach_the_stations() -> None:
    site = Site(name="shop", origins=(), region="DE", match_form="pixel")
    found = sites(loaded(settings(site, BIKES, limits=Limits(depth=3), private_addresses=True), DATA))
    assert (found["shop"].region, found["shop"].depth, found["shop"].private_addresses) == ("DE", 3, True)
    assert (found["shop"].match_form, found["bikes"].match_form) == ("pixel", "documented")
    assert found["bikes"].region is None


def test_a_mistake_in_the_plan_is_told_in_one_line() -> None:
    with pytest.raises(BadSettings, match=r"^events\.toml: \[Purchase\]: .*`leg`"):
        sites(loaded(settings(), DATA, {"Purchase": {"leg": ["browser"]}}))
