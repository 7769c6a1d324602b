"""
A page that sends as Meta's library does: configuration first, then by every way and with every parameter it has.

The library itself may not be passed on; what it does on the wire is told by public copies of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.test_fbevents import bare_page, browser, meta, received
from tests.stations.emulator.test_pixel_edge import EVERYTHING

__all__ = ["bare_page", "browser", "meta"]

pytestmark = pytest.mark.browser

WIRE = Path(__file__).with_name("fbevents_on_the_wire.js").read_text()
TRANSPORTS = {"GET": "Pixel GET", "SB": "Pixel POST", "fetch": "Pixel POST", "formPOST": "Pixel POST"}


def pointed_at(meta: MetaEmulator, bare_page: Page) -> None:
    """The two lines that a site changes: where the configuration is from, and where events go."""
    bare_page.evaluate(WIRE)
    bare_page.evaluate("url => fbq('set', 'endpoint', url)", f"{meta.url}/tr/")


def load_configuration(meta: MetaEmulator, bare_page: Page) -> None:
    bare_page.add_script_tag(url=f"{meta.url}/signals/config/1234567890?v=2.9.252&r=stable&domain=shop.example")


@pytest.mark.parametrize("way", TRANSPORTS)
def test_every_parameter_arrives_by_every_way(way: str, meta: MetaEmulator, bare_page: Page) -> None:
    """As an image, a beacon, a fetch and a form in a hidden frame: read or ignored, never refused, nothing lost."""
    pointed_at(meta, bare_page)
    load_configuration(meta, bare_page)
    sound = {name: value for name, value in EVERYTHING.items() if name != "noscript"}
    bare_page.evaluate("([way, parameters]) => fbq('send', way, parameters)", [way, sound])
    (event,) = received(meta, 1)
    sent = {name.partition("[")[0] for name in sound}
    assert (event["transport"], event["event_id"]) == (TRANSPORTS[way], EVERYTHING["eid"])
    assert sent <= event["raw"].keys()
    assert event["raw"]["rqm"] == way
    assert meta.rejected() == []


def test_events_that_waited_for_the_configuration_arrive_once_each(meta: MetaEmulator, bare_page: Page) -> None:
    """Nothing is sent before it has come; then everything, once."""
    pointed_at(meta, bare_page)
    for number in range(3):
        parameters = {"id": "1234567890", "ev": "Lead", "eid": str(number), "dl": "https://shop.example/"}
        bare_page.evaluate("parameters => fbq('send', 'GET', parameters)", parameters)
    assert meta.received() == []
    load_configuration(meta, bare_page)
    assert {event["event_id"] for event in received(meta, 3)} == {"0", "1", "2"}
