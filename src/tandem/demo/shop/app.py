"""Puts the shop together."""

from __future__ import annotations

import random
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from tandem.demo.shop.courier import Courier
from tandem.demo.shop.orders import OrderBook
from tandem.demo.shop.pages import cart, checkout, choices, office, rides, shelf
from tandem.demo.shop.render import page, templates
from tandem.demo.shop.sessions import Mint, Sessions
from tandem.demo.shop.settings import ShopSettings
from tandem.demo.shop.shop import SHOP, Shop
from tandem.kit.backoff import Roll
from tandem.kit.clock import Clock, system_clock
from tandem.kit.wire import AiohttpWire

STATIC = Path(__file__).parent / "static"
LARGEST_FORM = 64 * 1024
"""Bytes. Our longest form has eight fields."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def mint_id() -> str:
    """128 bits from the system's source, in hexadecimal."""
    return secrets.token_hex(16)


def make_app(
    settings: ShopSettings, *, clock: Clock = system_clock, roll: Roll = random.random, mint: Mint = mint_id
) -> web.Application:
    """The whole shop, ready to be served. Time, chance and identity can be handed in."""
    wire = AiohttpWire()
    app = web.Application(middlewares=[guard, lost], client_max_size=LARGEST_FORM)
    app[SHOP] = Shop(
        settings=settings,
        sessions=Sessions(mint),
        orders=OrderBook(settings.first_order),
        courier=Courier(wire, settings, roll),
        templates=templates(),
        clock=clock,
        mint=mint,
    )
    for concern in (shelf, cart, checkout, rides, office, choices):
        app.add_routes(concern.routes)
    app.router.add_static("/static", STATIC)
    app.cleanup_ctx.append(_open_hours(wire))
    return app


def _open_hours(wire: AiohttpWire) -> Callable[[web.Application], AsyncIterator[None]]:
    async def open_hours(app: web.Application) -> AsyncIterator[None]:
        async with wire:
            yield
            await app[SHOP].courier.close()

    return open_hours


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No other site may post our forms in a visitor's name, or guess at the type of what we serve."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site":
        raise web.HTTPForbidden(text="This form was sent from another site. Open the shop and try again.")
    response = await handler(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


@web.middleware
async def lost(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return page(request, "not_found.html", status=404)
