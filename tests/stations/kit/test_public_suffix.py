"""Who holds which part of a host name. Expected values: publicsuffix.org's own test data, tests/test_psl.txt."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tandem.kit.public_suffix import is_public_suffix, registrable_domain


@pytest.mark.parametrize(
    ("host", "registrable"),
    [
        ("com", None),
        ("example.com", "example.com"),
        ("a.b.example.com", "example.com"),
        ("b.example.uk.com", "example.uk.com"),
        ("uk.com", None),
        ("test.ac", "test.ac"),
        ("www.test.ac.jp", "test.ac.jp"),
        ("kyoto.jp", None),
        ("www.city.kobe.jp", "city.kobe.jp"),
        ("www.test.k12.ak.us", "test.k12.ak.us"),
        ("www.xn--85x722f.com.cn", "xn--85x722f.com.cn"),
        ("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("b.example.example", "example.example"),
    ],
)
def test_the_lists_own_examples_hold(host: str, registrable: str | None) -> None:
    """A wrong cut would share a visitor's cookies with strangers, or have the browser refuse them."""
    assert registrable_domain(host) == registrable


@pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1", "192.0.2.7", "::1", "[2001:db8::1]"])
def test_an_address_or_a_lone_name_has_no_registrable_domain(host: str) -> None:
    assert registrable_domain(host) is None


@pytest.mark.parametrize(
    ("domain", "is_public"),
    [("com", True), ("co.uk", True), ("github.io", True), ("example.co.uk", False), ("127.0.0.1", False)],
)
def test_a_domain_that_everybody_may_register_under_is_known(domain: str, is_public: bool) -> None:
    """RFC 6265, section 5.3, step 5: a browser refuses a cookie for it."""
    assert is_public_suffix(domain) is is_public


OFFLINE = """
import sys

def refuse(event, _):
    if event.startswith("socket."):
        raise SystemExit(f"asked the network: {event}")

sys.addaudithook(refuse)
from tandem.kit.public_suffix import registrable_domain
print(registrable_domain("www.example.co.uk"))
"""


def test_nothing_is_fetched() -> None:
    """The list lies in the installed package: a gateway without a way out works the same."""
    told = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False, timeout=60)
    assert (told.stdout.strip(), told.stderr) == ("example.co.uk", "")
