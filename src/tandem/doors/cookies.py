"""
The cookies of a visit, read from a request and repeated by Set-Cookie, so that a browser keeps them for 90 days.

Safari keeps for seven days what a script writes, and the Pixel writes `_fbp` and `_fbc` anew with every event. So their
values stand a second time in `_tandem_visit`, which no script can touch: what has gone is restored from there.
"""

from __future__ import annotations

import re
from functools import cache
from string import ascii_letters, digits

import msgspec

from tandem.event.click import Clicks
from tandem.identity.browser_ids import BrowserId, newest_click, parse_fbp
from tandem.kit.clock import to_millis

NAMES = {"fbp": "_fbp", "fbc": "_fbc", "clicks": "_tandem", "twin": "_tandem_visit"}
_FBP, _FBC, _CLICKS, _TWIN = NAMES.values()
_OURS = re.compile(rf";\s*({'|'.join(NAMES.values())})=([^;]*[^;\s])")

_PLAIN = f"{ascii_letters}{digits}_.%+~!:=*-".encode()
_LONGEST = 4000

LIFE = 90 * 24 * 3600
"""Seconds: Meta's own 90 days."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sent, byte for byte; `clicks` as the tag wrote them."""

    fbp: str | None = None
    fbc: str | None = None
    clicks: str | None = None
    twin: str | None = None

    def ids(self) -> tuple[str | None, str | None]:
        """fbp and fbc; where a script's cookie has gone, as it was when last repeated."""
        fbp, fbc = (self.fbp, self.fbc) if self.fbp and self.fbc else self.lasting()
        return self.fbp or fbp, self.fbc or fbc

    def lasting(self) -> tuple[str | None, str | None]:
        """fbp and fbc as they were when last repeated."""
        fbp, _, fbc = (self.twin or "").partition("!")
        return fbp or None, fbc or None


def read(header: str | None) -> Stored:
    """A broken neighbour hides none of them."""
    if not header:
        return Stored()
    of = dict(_OURS.findall(f";{header}")).get
    return Stored(fbp=of(_FBP), fbc=of(_FBC), clicks=of(_CLICKS), twin=of(_TWIN))


def restored(told: tuple[str | None, str | None], stored: Stored) -> tuple[str | None, str | None]:
    """
    fbp and fbc to go on with, of those the page told and those kept for it: the first fbp that the browser was given,
    the newest click.
    """
    kept = stored.lasting()
    known = (told[0] or stored.fbp, told[1] or stored.fbc)
    if kept in (known, (None, None)):
        return known
    names = [name for value in (known[0], kept[0]) if value and isinstance(name := parse_fbp(value), BrowserId)]
    oldest = min(names, key=lambda name: name.time_ms).text if names else known[0]
    return oldest, newest_click(known[1], kept[1]) or known[1]


def repeat(fbp: str | None, fbc: str | None, clicks: str | None, domain: str, *, secure: bool) -> list[tuple[str, str]]:
    """
    Set-Cookie headers for what a visit has, and the twin if there is anything for it to hold. Not HttpOnly, but for the
    twin: the Pixel reads these cookies. A value that could break out is left alone.
    """
    twin: str | None = f"{fbp or ''}!{fbc or ''}" if fbp or fbc else None
    if not _is_plain(f"{twin or ''}{clicks or ''}"):
        fbp, fbc, clicks, twin = map(_if_plain, (fbp, fbc, clicks, twin))
    end = _end(domain, secure)
    lines = []
    if fbp:
        lines.append(("set-cookie", f"{_FBP}={fbp}{end}"))
    if fbc:
        lines.append(("set-cookie", f"{_FBC}={fbc}{end}"))
    if clicks:
        lines.append(("set-cookie", f"{_CLICKS}={clicks}{end}"))
    if twin:
        lines.append(("set-cookie", f"{_TWIN}={twin}{end}; HttpOnly"))
    return lines


def clicks_text(clicks: Clicks) -> str:
    """As the tag keeps them: those whose time is known, the newest last, six at most (tag/parts/clicks/store.ts)."""
    dated = sorted((to_millis(click.at), key, click.id) for key, click in clicks.items() if click.at)
    return "!".join(f"{key}:{at}:{identity}" for at, key, identity in dated[-6:])


def expire(domain: str, *, secure: bool) -> list[tuple[str, str]]:
    """Set-Cookie headers that take all of them away."""
    return [("set-cookie", f"{name}=; Max-Age=0{_scope(domain, secure)}") for name in NAMES.values()]


def _is_plain(text: str) -> bool:
    """Whether nothing is left of it without the letters that may stand in a cookie: far cheaper than to match them."""
    return 0 < len(text) <= _LONGEST and not text.encode(errors="replace").translate(None, _PLAIN)


def _if_plain(value: str | None) -> str | None:
    return value if value and _is_plain(value) else None


@cache
def _end(domain: str, secure: bool) -> str:
    return f"; Max-Age={LIFE}{_scope(domain, secure)}"


@cache
def _scope(domain: str, secure: bool) -> str:
    place = f"; Domain={domain}" if domain else ""
    return f"; Path=/; SameSite=Lax{place}{'; Secure' if secure else ''}"
