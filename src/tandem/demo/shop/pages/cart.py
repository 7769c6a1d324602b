"""The cart: look, put in, change."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tandem.demo.shop import calls
from tandem.demo.shop.cart import MOST
from tandem.demo.shop.catalogue import Product, find
from tandem.demo.shop.render import page
from tandem.demo.shop.shop import remember, session_of, turn_to

replace = msgspec.structs.replace


async def show_cart(request: web.Request) -> web.Response:
    """AddToCart is said here, once, by the page that follows the form: no navigation can cut it short."""
    session = session_of(request)
    if session.added is None:
        return page(request, "cart.html", most=MOST, store=False)
    response = page(request, "cart.html", most=MOST, store=False, calls=[calls.add_to_cart(session.added)])
    return remember(request, response, replace(session, added=None))


async def put_in(request: web.Request) -> web.Response:
    session, product = session_of(request), await _product(request)
    filled = replace(session, cart=session.cart.adding(product), added=product)
    return remember(request, turn_to("/cart"), filled)


async def change_quantity(request: web.Request) -> web.Response:
    """A quantity that is no number changes nothing; the page shows what stands."""
    session, product = session_of(request), await _product(request)
    asked = str((await request.post()).get("quantity", ""))
    if not (asked.isascii() and asked.isdigit()):
        return turn_to("/cart")
    changed = session.cart.holding(product, int(asked[:4]))
    return remember(request, turn_to("/cart"), replace(session, cart=changed))


async def _product(request: web.Request) -> Product:
    product = find(str((await request.post()).get("product", "")))
    if product is None:
        raise web.HTTPNotFound
    return product


routes = (
    web.get("/cart", show_cart),
    web.post("/cart", put_in),
    web.post("/cart/quantity", change_quantity),
)
