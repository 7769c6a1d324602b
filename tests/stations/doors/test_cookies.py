"""The Pixel's two cookies: read byte for byte, repeated byte for byte, and never a way into a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.doors import cookies
from tests.support.events import FBC, FBP


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (None, {}),
        ("", {}),
        ("session=1", {}),
        (f"_fbp={FBP}", {"fbp": FBP}),
        (f"a=1; _fbp={FBP};_fbc={FBC} ; b", {"fbp": FBP, "fbc": FBC}),
        ("_fbc=fb.1.1763812800000.Ab%2BCd=%3D", {"fbc": "fb.1.1763812800000.Ab%2BCd=%3D"}),
        (f'broken="; ;;=; _fbp={FBP}', {"fbp": FBP}),
        (f"my_fbp=x; _fbpx=y; _fbc={FBC}", {"fbc": FBC}),
        ("_fbp=; _fbc", {}),
    ],
)
def test_the_cookies_are_read_byte_for_byte(header: str | None, found: dict[str, str]) -> None:
    """Nothing is decoded, cut or lower-cased: Meta complains of a click id that was changed in any way."""
    assert cookies.read(header) == found


def test_the_cookies_are_repeated_as_a_browser_keeps_them() -> None:
    """RFC 6265bis: 90 days, the whole site, sent on visits from elsewhere, readable by the Pixel."""
    assert cookies.repeat([("fbp", FBP), ("fbc", FBC)], "example.com", secure=True) == [
        ("set-cookie", f"_fbp={FBP}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com; Secure"),
        ("set-cookie", f"_fbc={FBC}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com; Secure"),
    ]


def test_without_a_domain_and_without_tls_neither_is_claimed() -> None:
    """A browser refuses `Secure` over http, and a domain that is not its own."""
    assert cookies.repeat([("fbp", FBP)], "", secure=False) == [
        ("set-cookie", f"_fbp={FBP}; Max-Age=7776000; Path=/; SameSite=Lax")
    ]


def test_a_visitor_who_refuses_loses_both() -> None:
    assert cookies.expire("example.com", secure=True) == [
        ("set-cookie", "_fbp=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com; Secure"),
        ("set-cookie", "_fbc=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com; Secure"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a b",
        "a;b",
        "a; Domain=evil.example",
        "a\r\nset-cookie: x=1",
        "a\nb",
        "a\x00",
        'a"b',
        "a,b",
        "ä",
        "٣",
        "x" * 601,
    ],
)
def test_a_value_that_could_break_out_is_not_repeated(value: str) -> None:
    assert cookies.repeat([("fbp", value)], "", secure=False) == []


@given(st.text())
def test_no_value_whatever_adds_an_attribute_or_a_line(value: str) -> None:
    for _, line in cookies.repeat([("fbp", value)], "", secure=False):
        assert line == f"_fbp={value}; Max-Age=7776000; Path=/; SameSite=Lax"
        assert line.count(";") == 3
        assert line.isascii()
        assert line.isprintable()
