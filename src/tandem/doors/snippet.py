"""What an operator puts into a page to install the tag, and what the page's Content-Security-Policy must allow."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import urlsplit

import msgspec

from tandem.config.schema import Site
from tandem.doors import pinned
from tandem.doors.script import Script

STUB = "!function(w,n){w[n]=w[n]||function(){(w[n].q=w[n].q||[]).push(arguments)}}(window,'tandem')"
"""Lets a page call `tandem(…)` before the tag has come."""

PIXEL = "https://www.facebook.com"
"""Where Meta's library sends: images, `fetch`, and long events as a form in a hidden frame."""


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """One site's installation."""

    newest: str
    """HTML: always the settings as they are, at most five minutes old."""
    fixed: str
    """HTML: this very file, whose hash the browser checks. To be replaced after a change of the settings."""
    noscript: str
    """HTML: the image that counts page views without JavaScript. Empty where every visitor must be asked first."""
    policy: tuple[str, ...]
    """Directives of a Content-Security-Policy, to be merged with the page's own; the stub is allowed by its hash."""
    strict: tuple[str, ...]
    """The same for pages that trust scripts by nonce, with Trusted Types."""


def snippet(site: Site, script: Script, url: str, path: str) -> Snippet:
    """`url`: how browsers reach the gateway. `path`: where the site's tag lies there."""
    stub = f"<script>{STUB}</script>\n"
    sealed = f'integrity="{script.integrity}" crossorigin="anonymous"'
    return Snippet(
        newest=f'{stub}<script async src="{url}{path}"></script>',
        fixed=f'{stub}<script async src="{url}{pinned.path(script.digest)}"\n  {sealed}></script>',
        noscript=_noscript(url) if counts_without_javascript(site) else "",
        policy=tuple(f"{name} {' '.join(sources)}" for name, sources in _sources(site, url).items()),
        strict=_strict(site, url),
    )


def _noscript(url: str) -> str:
    """The attribute lets the gateway see which page it was, whatever the page's own policy says."""
    image = f'<img src="{url}/p.gif" alt="" width="1" height="1" style="display:none"'
    return f'<noscript>{image}\n  referrerpolicy="no-referrer-when-downgrade"></noscript>'


def counts_without_javascript(site: Site) -> bool:
    """Whether there may be a visitor who need not be asked, and a server leg for it."""
    return not site.consent.asks_everybody and site.mode != "pixel-only"


def _sources(site: Site, url: str) -> dict[str, list[str]]:
    """With the image of `noscript`, if there is one."""
    sources = _script_sources(site, url)
    if counts_without_javascript(site):
        sources["img-src"] = [*sources.get("img-src", []), origin(url)]
    return sources


def _script_sources(site: Site, url: str) -> dict[str, list[str]]:
    gateway = origin(url)
    stub = f"'sha256-{base64.b64encode(hashlib.sha256(STUB.encode()).digest()).decode()}'"
    if not loads_pixel(site):
        return {"script-src": [stub, gateway], "connect-src": [gateway]}
    library = origin(site.meta[0].pixel_script)
    return {
        "script-src": [stub, gateway, library],
        "connect-src": [gateway, PIXEL],
        "img-src": [PIXEL],
        "frame-src": [PIXEL],
        "form-action": [PIXEL],
    }


def _strict(site: Site, url: str) -> tuple[str, ...]:
    policies = "tandem connect.facebook.net/fbevents" if loads_pixel(site) else "'none'"
    others = [f"{name} {' '.join(sources)}" for name, sources in _sources(site, url).items() if name != "script-src"]
    scripts = "script-src 'nonce-{NONCE}' 'strict-dynamic'"
    return (scripts, *others, "require-trusted-types-for 'script'", f"trusted-types {policies}")


def loads_pixel(site: Site) -> bool:
    return site.mode != "api-only" and bool(site.meta)


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
