"""
Who may ask, and what a browser may do with the answer.

The dashboard has no login: it listens on loopback, and reaching it is the permission. A page elsewhere could still
point a name of its own at this address and read it (DNS rebinding), so a request must name us as we know ourselves;
and a page elsewhere could post a form here, so whoever asks for a change must be our own page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
}

_PORT = re.compile(r":\d+$")

MISDIRECTED = (
    b"This is Tandem's dashboard, and it does not know itself by this name.\n"
    b"Open it as http://localhost:PORT, or as the host in [dashboard] of tandem.toml. If the name is right, add it to\n"
    b"allowed-hosts there and start Tandem again.\n"
)


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

FOREIGN = b"Only the dashboard's own page may ask for a change.\n"


def allowed_hosts(host: str, further: Iterable[str] = ()) -> frozenset[str]:
    """The names we answer to: the configured ones and those of loopback."""
    return LOOPBACK | {_as_sent(name) for name in (host, *further)}


def _as_sent(name: str) -> str:
    """As a browser writes it into the Host header."""
    return f"[{name.lower()}]" if ":" in name else name.lower()


def guard(app: ASGIApp, hosts: Collection[str]) -> ASGIApp:
    """`app` behind these rules. Answers 421 to a request for another host, 403 to another page that wants a change."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
        elif _host(scope["headers"]) not in hosts:
            await _refused(_strict(send), 421, MISDIRECTED)
        elif scope["method"] not in SAFE and not _is_of_ours(scope["headers"]):
            await _refused(_strict(send), 403, FOREIGN)
        else:
            await app(scope, receive, _strict(send))

    return guarded


def _host(headers: Iterable[tuple[bytes, bytes]]) -> str:
    sent = [value.decode("latin-1") for name, value in headers if name == b"host"]
    return _PORT.sub("", sent[0]).lower() if len(sent) == 1 else ""


def _is_of_ours(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the page that asks for a change is the dashboard's own. What is no browser names no page."""
    told = [(name, value) for name, value in headers if name in (b"origin", b"host")]
    origins = [value for name, value in told if name == b"origin"]
    hosts = [value for name, value in told if name == b"host"]
    return all(origin.partition(b"://")[2] in hosts for origin in origins)


def _strict(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            others = [(name, value) for name, value in message["headers"] if name.lower() not in HEADERS]
            message["headers"] = [*others, *HEADERS.items()]
        await send(message)

    return sending


async def _refused(send: Send, status: int, why: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(why)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why, "more_body": False})
