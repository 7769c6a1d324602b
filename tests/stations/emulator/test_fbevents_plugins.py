"""The parts that Meta's own library fetches when it needs them: until each has come it holds every event."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import EMAIL_HASH, ask
from tests.stations.emulator.test_fbevents import bare_page, browser, meta

__all__ = ["bare_page", "browser", "meta"]

pytestmark = pytest.mark.browser

LIBRARY = """
window.registered = []
window.fbq = { registerPlugin(name, { __fbEventsPlugin, plugin }) {
  registered.push([name, __fbEventsPlugin])
  plugin(fbq, {}, {})
} }
"""
"""How Meta's own library takes a part: seen in version 2.9.48."""

ADA = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
"""`printf ada@example.com | sha256sum`"""
LETTERS = ["x" * length for length in (1, 55, 56, 63, 64, 119, 120, 1000)]
"""Around the ends of a block of 64 bytes, where the length no longer fits."""


@pytest.fixture
def shop(bare_page: Page, meta: MetaEmulator) -> Page:
    """A page whose library has fetched the part that hashes."""
    bare_page.evaluate(LIBRARY)
    bare_page.add_script_tag(url=f"{meta.url}/signals/plugins/identity.js?v=2.9.48")
    return bare_page


def translated(page: Page, name: str, value: str) -> Any:
    return page.evaluate("([name, value]) => fbq.piiTranslator(name, value)", [name, value])


def test_customer_data_is_hashed_at_once(shop: Page) -> None:
    """As the documentation's examples are, under the name that the library waits for; a hash stays what it is."""
    assert shop.evaluate("registered") == [["fbevents.plugins.identity", 1]]
    assert translated(shop, "ud[em]", " John_Smith@gmail.com ") == EMAIL_HASH
    assert translated(shop, "ud[em]", ADA.upper()) == ADA
    assert translated(shop, "ud[ph]", "+1 (650) 555-1212") == hashlib.sha256(b"16505551212").hexdigest()
    assert translated(shop, "ud[ph]", "none") is None


def test_the_hash_is_sha256_for_texts_of_every_length_and_script(shop: Page) -> None:
    """Compared with Python's."""
    values = [*LETTERS, "정", "valéry@example.com"]
    told = shop.evaluate("values => values.map((value) => fbq.piiTranslator('ud[em]', value))", values)
    assert told == [hashlib.sha256(value.encode()).hexdigest() for value in values]


COOKIES = """
window.fbq = {
  fbIsModuleLoaded: () => true,
  getFbeventsModules: () => ({ getCustomParameters: { listen: (answer) => { window.parameters = answer } } }),
  registerPlugin: (name, { plugin }) => plugin(fbq, { optIns: { isOptedIn: (id, feature) => id === '1' } }),
}
"""
CLICK = "IwAR2F4dbP0l7Mn1_-Q"


def test_the_cookies_are_made_once_and_travel_with_every_event(bare_page: Page, meta: MetaEmulator) -> None:
    """In Meta's form, with the click id of the address; and for no pixel that is without first-party cookies."""
    address = bare_page.url
    bare_page.goto(f"{address}&fbclid={CLICK}")
    told = []
    for _ in range(2):
        bare_page.evaluate(COOKIES)
        bare_page.add_script_tag(url=f"{meta.url}/signals/plugins/cookie.js?v=2.9.48")
        told.append(bare_page.evaluate("parameters({ id: '1' })"))
        bare_page.goto(address)
    first, second = told
    assert re.fullmatch(r"fb\.\d\.\d{13}\.\d{1,10}", first["fbp"])
    assert re.fullmatch(rf"fb\.\d\.\d{{13}}\.{CLICK}", first["fbc"])
    assert first == second
    bare_page.evaluate(COOKIES)
    bare_page.add_script_tag(url=f"{meta.url}/signals/plugins/cookie.js")
    assert bare_page.evaluate("parameters({ id: '2' })") == {}


def test_a_library_without_that_feature_still_gets_its_configuration(bare_page: Page, meta: MetaEmulator) -> None:
    """What cannot be switched on must not hold its events for ever."""
    bare_page.evaluate("""() => {
      window.loaded = []
      const instance = { optIn() { throw new Error('no such feature') }, configLoaded: (id) => loaded.push(id) }
      window.fbq = { registerPlugin: (id, { plugin }) => plugin(fbq, instance) }
    }""")
    bare_page.add_script_tag(url=f"{meta.url}/signals/config/1")
    assert bare_page.evaluate("loaded") == ["1"]


def test_any_other_part_is_there_and_does_nothing(bare_page: Page, meta: MetaEmulator) -> None:
    """Registered under the name that was asked for, so that the library goes on."""
    bare_page.evaluate(LIBRARY)
    bare_page.add_script_tag(url=f"{meta.url}/signals/plugins/inferredevents.js?v=2.9.48")
    assert bare_page.evaluate("registered") == [["fbevents.plugins.inferredevents", 1]]


def test_a_name_cannot_carry_code(meta: MetaEmulator) -> None:
    """What is written into the script is a name and nothing else."""
    assert ask(f"{meta.url}/signals/plugins/a');alert('.js").status == 404


@pytest.mark.parametrize("path", ["/log/error", "//log/error", "/log/fbevents_telemetry/"])
def test_what_the_library_says_of_itself_is_taken_and_forgotten(meta: MetaEmulator, path: str) -> None:
    """It can quote the page; no event, no request in the list."""
    assert ask(f"{meta.url}{path}?p=pixel&e=Error%20of%20ada%40example.com").status == 200
    assert (meta.received(), meta.rejected(), meta.requests()) == ([], [], [])
