"""From settings to sites at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tandem.app.plan import plan
from tandem.app.sites import sites
from tandem.config.schema import BadSettings, Limits, Meta, Site, Source
from tandem.event.dictionary import Dictionary
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


TILL = Source(name="till", kind="orders", secrets=("s",))


def planned(events: dict[str, Any], *sources: Source, name: str = "shop") -> Dictionary:
    return plan(Site(name=name, origins=(), source=sources), events)


def test_one_site_may_have_rules_of_its_own() -> None:
    """Two shops, one plan; only one of them has a till that tells the truth."""
    events = {
        "Purchase": {"gather": 2.0, "order": {"value": "net_of_tax"}},
        "site": {"shop": {"Purchase": {"order": {"truth": "till"}}}},
    }
    order = planned(events, TILL)["Purchase"].order
    assert (order.truth, order.value, planned(events, TILL)["Purchase"].gather) == ("till", "net_of_tax", 2.0)
    assert planned(events, name="bikes")["Purchase"].order.truth == "tag"


def test_a_truth_that_no_source_can_tell_is_a_mistake_in_the_plan() -> None:
    """Every sale would wait for a word that never comes."""
    with pytest.raises(BadSettings, match=r"\[Purchase.order\] truth = stripe is no source of site shop.*tag, till"):
        planned({"Purchase": {"order": {"truth": "stripe"}}}, TILL)


def test_a_scope_that_names_no_source_of_the_site_is_a_mistake_in_the_plan() -> None:
    """The event would be made of no order, and nobody would know why."""
    order = {"truth": "till", "only": {"sources": ["kiosk"]}}
    with pytest.raises(
        BadSettings, match=r"\[Purchase.order\] only.sources names kiosk, which is no source of site shop"
    ):
        planned({"Purchase": {"order": order}}, TILL)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"only": {"kinds": ["gift"]}}, r"\[Purchase\]: .*gift"),
        ({"only": {"kind": ["sale"]}}, r"\[Purchase\]: .*unknown field `kind`"),
        ({"renewals": "Subscribe", "only": {"kinds": ["sale"]}}, "give renewals or only.kinds"),
    ],
)
def test_a_scope_that_cannot_be_read_is_told_in_one_line(order: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSettings, match=said):
        planned({"Purchase": {"order": {"truth": "till", **order}}}, TILL)


def test_an_order_told_by_a_source_needs_an_id_made_of_the_order() -> None:
    with pytest.raises(BadSettings, match=r"\[Lead\] needs an event_id made of the order alone"):
        planned({"Lead": {"order": {"truth": "till"}}}, TILL)
