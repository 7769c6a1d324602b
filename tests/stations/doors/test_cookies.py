"""The Pixel's two cookies: read byte for byte, repeated byte for byte, and never a way into a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.doors import cookies
from tandem.doors.cookies import Stored
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
        (
            f"_tandem=gclid:1763812800000:Cj0; _tandem_visit={FBP}!",
            {"clicks": "gclid:1763812800000:Cj0", "twin": f"{FBP}!"},
        ),
    ],
)
def test_the_cookies_are_read_byte_for_byte(header: str | None, found: dict[str, str]) -> None:
    """Nothing is decoded, cut or lower-cased: Meta complains of a click id that was changed in any way."""
    assert cookies.read(header) == Stored(**found)


def test_the_cookies_are_repeated_as_a_browser_keeps_them() -> None:
    """RFC 6265bis: 90 days, the whole site, sent on visits from elsewhere, readable by the Pixel."""
    assert cookies.repeat({"fbp": FBP, "fbc": FBC}, "example.com", secure=True) == [
        ("set-cookie", f"_fbp={FBP}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com; Secure"),
        ("set-cookie", f"_fbc={FBC}; Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com; Secure"),
    ]


def test_without_a_domain_and_without_tls_neither_is_claimed() -> None:
    """A browser refuses `Secure` over http, and a domain that is not its own."""
    assert cookies.repeat({"fbp": FBP}, "", secure=False) == [
        ("set-cookie", f"_fbp={FBP}; Max-Age=7776000; Path=/; SameSite=Lax")
    ]


def test_a_visitor_who_refuses_loses_all_of_them() -> None:
    assert cookies.expire("example.com", secure=True) == [
        ("set-cookie", f"{name}=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com; Secure")
        for name in ("_fbp", "_fbc", "_tandem", "_tandem_visit")
    ]


def test_the_twin_is_out_of_scripts_reach() -> None:
    """Safari shortens what a script has written, and the Pixel writes its cookies anew with every event."""
    [line] = [value for _, value in cookies.repeat({"twin": f"{FBP}!"}, "", secure=True)]
    assert line == f"_tandem_visit={FBP}!; Max-Age=7776000; Path=/; SameSite=Lax; Secure; HttpOnly"


OLD_FBP, NEW_FBP = "fb.1.1760000000000.1", "fb.1.1763812800000.2"
OLD_FBC, NEW_FBC = "fb.1.1760000000000.First", "fb.1.1763812800000.Second"


@pytest.mark.parametrize(
    ("told", "twin", "goes_on"),
    [
        ((NEW_FBP, None), None, (NEW_FBP, None)),
        ((NEW_FBP, None), f"{OLD_FBP}!{OLD_FBC}", (OLD_FBP, OLD_FBC)),
        ((OLD_FBP, NEW_FBC), f"{OLD_FBP}!{OLD_FBC}", (OLD_FBP, NEW_FBC)),
        ((OLD_FBP, OLD_FBC), "!", (OLD_FBP, OLD_FBC)),
        ((NEW_FBP, None), "broken", (NEW_FBP, None)),
        ((NEW_FBP, None), "bro!ken", (NEW_FBP, None)),
    ],
)
def test_what_a_browser_dropped_is_restored_from_the_twin(
    told: tuple[str | None, str | None], twin: str | None, goes_on: tuple[str | None, str | None]
) -> None:
    """The first id that the browser was given, and the newest click."""
    assert cookies.restored(told, Stored(twin=twin)) == goes_on


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
        "x" * 4001,
    ],
)
def test_a_value_that_could_break_out_is_not_repeated(value: str) -> None:
    assert cookies.repeat({"fbp": value}, "", secure=False) == []


@given(st.text())
def test_no_value_whatever_adds_an_attribute_or_a_line(value: str) -> None:
    for _, line in cookies.repeat({"fbp": value}, "", secure=False):
        assert line == f"_fbp={value}; Max-Age=7776000; Path=/; SameSite=Lax"
        assert line.count(";") == 3
        assert line.isascii()
        assert line.isprintable()
