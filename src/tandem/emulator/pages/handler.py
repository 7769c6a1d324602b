"""One empty page for all addresses of Events Manager; its script, from the build, fills it."""

from __future__ import annotations

from aiohttp import web

from tandem.kit import built

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Events Manager · Tandem's emulator of Meta</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/built/events_manager.css">
<div id="page"></div>
<noscript>Events Manager needs JavaScript. The same data is at /sandbox/counted and /sandbox/pairs.</noscript>
<script type="module" src="/built/events_manager.js"></script>
"""

UNBUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Events Manager is not built</title>
<h1>The pages are not built yet</h1>
<p>Run <code>make build</code> in the checkout, then load this page again.</p>
<p>The emulator itself works: see <a href="/sandbox/counted">/sandbox/counted</a>.</p>
"""

TYPES = {"events_manager.js": "text/javascript", "events_manager.css": "text/css"}

POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
"""Nothing from elsewhere. Inline styles are the widths of the meters."""


async def to_events_manager(_: web.Request) -> web.Response:
    """`GET /`."""
    raise web.HTTPFound("/events_manager")


async def page(_: web.Request) -> web.Response:
    """`GET /events_manager` and the pages below it."""
    try:
        built.read("events_manager.js")
    except built.NotBuilt:
        return web.Response(text=UNBUILT, content_type="text/html", status=503)
    return web.Response(text=PAGE, content_type="text/html", headers={"Content-Security-Policy": POLICY})


async def asset(request: web.Request) -> web.Response:
    """The page's script and style sheet."""
    name = request.match_info["name"]
    if name not in TYPES:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=built.read(name), content_type=TYPES[name], charset="utf-8", headers=headers)
