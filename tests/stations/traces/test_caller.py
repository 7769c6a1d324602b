"""A caller's own trace, by the header of W3C Trace Context: https://www.w3.org/TR/trace-context/#traceparent-header."""

from __future__ import annotations

import pytest

from tandem.traces.span import Link, caller

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.mark.parametrize(
    "header",
    [
        f"00-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-00",
        f"cc-{TRACE}-{SPAN}-01",
        f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be-like",
    ],
)
def test_the_callers_span_is_known(header: str) -> None:
    """Also by a later version, whose additions are passed over; whether the caller samples is its own affair."""
    assert caller(header) == (Link(int(TRACE, 16), int(SPAN, 16)),)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "ada@example.com",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"cc-{TRACE}-{SPAN}-01.what-the-future-will-not-be-like",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-1",
    ],
)
def test_what_is_no_such_header_is_passed_over(header: str | None) -> None:
    """The event is taken all the same, without a link."""
    assert caller(header) == ()
