"""Who is at the counter: what a browser brings along with a request."""

from __future__ import annotations

from typing import Literal, cast

import msgspec
from aiohttp import web

CONSENT_COOKIE = "shop_consent"
CONSENT_SECONDS = 180 * 24 * 3600
"""How long an answer is kept before the banner asks again: half a year."""

Consent = Literal["granted", "denied", "unknown"]
ANSWERS = ("granted", "denied")


class Browser(msgspec.Struct, frozen=True):
    """
    What the gateway needs in order to join the server's report to the visit. It is kept with an order, because the
    moment of payment may be another request, from another machine.
    """

    ip: str
    user_agent: str
    fbp: str
    fbc: str
    consent: Consent


def consent_of(request: web.Request) -> Consent:
    """The visitor's answer. Anything but a known answer is no answer."""
    said = request.cookies.get(CONSENT_COOKIE, "")
    return cast(Consent, said) if said in ANSWERS else "unknown"


def browser_of(request: web.Request) -> Browser:
    return Browser(
        ip=request.remote or "",
        user_agent=request.headers.get("User-Agent", ""),
        fbp=request.cookies.get("_fbp", ""),
        fbc=request.cookies.get("_fbc", ""),
        consent=consent_of(request),
    )
