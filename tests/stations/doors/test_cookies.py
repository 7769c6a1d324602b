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
    clicks = "gclid:1763812800000:Cj0"
    scope = "Max-Age=7776000; Path=/; SameSite=Lax; Domain=example.com; Secure"
    assert cookies.repeat(FBP, FBC, clicks, "example.com", secure=True) == [
        ("set-cookie", f"_fbp={FBP}; {scope}"),
        ("set-cookie", f"_fbc={FBC}; {scope}"),
        ("set-cookie", f"_tandem={clicks}; {scope}"),
        ("set-cookie", f"_tandem_visit={FBP}!{FBC}; {scope}; HttpOnly"),
    ]


def test_without_a_domain_and_without_tls_neither_is_claimed() -> None:
    """A browser refuses `Secure` over http, and a domain that is not its own."""
    assert cookies.repeat(FBP, None, None, "", secure=False) == [
        ("set-cookie", f"_fbp={FBP}; Max-Age=7776000; Path=/; SameSite=Lax"),
        ("set-cookie", f"_tandem_visit={FBP}!; Max-Age=7776000; Path=/; SameSite=Lax; HttpOnly"),
    ]


def test_a_visit_of_which_nothing_is_known_gets_no_cookie() -> None:
    """Nor a twin that would hold nothing."""
    assert cookies.repeat(None, None, None, "", secure=True) == []
    assert [line.partition("=")[0] for _, line in cookies.repeat(None, None, "a:1:b", "", secure=True)] == ["_tandem"]


def test_a_visitor_who_refuses_loses_all_of_them() -> None:
    assert cookies.expire("example.com", secure=True) == [
        ("set-cookie", f"{name}=; Max-Age=0; Path=/; SameSite=Lax; Domain=example.com; Secure")
        for name in ("_fbp", "_fbc", "_tandem", "_tandem_visit")
    ]


def test_the_twin_is_out_of_scripts_reach() -> None:
    """Safari shortens what a script has written, and the Pixel writes its cookies anew with every event."""
    [line] = [value for _, value in cookies.repeat(FBP, None, None, "", secure=True)[1:]]
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
    """Nor what would hold it; what stands beside it is."""
    assert cookies.repeat(value, None, value, "", secure=False) == []
    assert [line.partition(";")[0] for _, line in cookies.repeat(FBP, value, None, "", secure=False)] == (
        [f"_fbp={FBP}"] if value else [f"_fbp={FBP}", f"_tandem_visit={FBP}!"]
    )


@given(st.text(), st.text(), st.text())
def test_no_value_whatever_adds_an_attribute_or_a_line(fbp: str, fbc: str, clicks: str) -> None:
    for _, line in cookies.repeat(fbp, fbc, clicks, "", secure=False):
        cookie, *attributes = line.removesuffix("; HttpOnly").split("; ")
        assert attributes == ["Max-Age=7776000", "Path=/", "SameSite=Lax"]
        assert cookie.partition("=")[2] in (fbp, fbc, clicks, f"{fbp}!{fbc}")
        assert line.count(";") <= 4
        assert line.isascii()
        assert line.isprintable()
