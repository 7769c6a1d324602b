"""Sites that tell of their events already: what the tag's parts for them are told, and what cannot stand together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tandem.config.existing import Datalayer, Shopify
from tandem.config.load import load
from tandem.config.schema import BadSettings

SITE = '[[site]]\nname = "shop"\norigins = ["https://www.example.com"{}]\n'


def read(folder: Path, text: str) -> object:
    toml = folder / "tandem.toml"
    toml.write_text(text, encoding="utf-8")
    return load(toml)


def test_google_s_events_are_told_under_meta_s_names() -> None:
    """The pairs on which the public server containers of Stape and of Meta agree."""
    told = Datalayer().told()
    assert told["name"] == "dataLayer"
    assert told["track"]["purchase"] == "Purchase"
    assert told["track"]["begin_checkout"] == "InitiateCheckout"
    assert told["trackCustom"] == {}


def test_an_event_can_be_renamed_switched_off_or_added() -> None:
    """A name of Meta's own is tracked as one; any other becomes a custom event."""
    told = Datalayer(events={"generate_lead": "Contact", "quote_asked": "Quote", "search": ""}).told()
    assert told["track"]["generate_lead"] == "Contact"
    assert told["trackCustom"] == {"quote_asked": "Quote"}
    assert "search" not in told["track"]


def test_without_defaults_only_what_the_site_names_counts() -> None:
    assert Datalayer(defaults=False, events={"sign_up": "Lead"}).told()["track"] == {"sign_up": "Lead"}


def test_shopify_s_events_are_told_under_meta_s_names() -> None:
    told = Shopify(content_id="sku").told()
    assert told["content_id"] == "sku"
    assert told["events"]["checkout_completed"] == "Purchase"


def test_a_pixel_and_a_data_layer_that_tell_of_the_same_events_cannot_both_be_heard(tmp_path: Path) -> None:
    """Each action would count twice; what is not the same may be named."""
    both = SITE.format("") + "[site.tag.observer]\n[site.tag.datalayer]\n"
    with pytest.raises(BadSettings, match=re.escape("set datalayer.defaults = false")):
        read(tmp_path, both)
    assert read(tmp_path, both + "defaults = false\n")


def test_a_frame_without_origin_is_let_in_for_shopify_only(tmp_path: Path) -> None:
    """Anybody can make such a frame, so nobody gets it unasked."""
    with pytest.raises(BadSettings, match="null is no origin"):
        read(tmp_path, SITE.format(', "null"'))
    assert read(tmp_path, SITE.format(', "null"') + "[site.tag.shopify]\n")
