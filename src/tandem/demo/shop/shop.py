"""The shop as its pages see it: everything they need at hand, and how they show or turn a page."""

from __future__ import annotations

from datetime import datetime

import msgspec
from aiohttp import web
from jinja2 import Environment

from tandem.demo.shop.courier import Courier
from tandem.demo.shop.orders import OrderBook
from tandem.demo.shop.sessions import SESSION_COOKIE, Mint, Session, Sessions
from tandem.demo.shop.settings import ShopSettings
from tandem.kit.clock import Clock


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    settings: ShopSettings
    sessions: Sessions
    orders: OrderBook
    courier: Courier
    templates: Environment
    clock: Clock
    mint: Mint

    def now(self) -> datetime:
        return self.clock()


SHOP: web.AppKey[Shop] = web.AppKey("shop", Shop)


def shop_of(request: web.Request) -> Shop:
    return request.app[SHOP]


def session_of(request: web.Request) -> Session:
    return shop_of(request).sessions.read(request.cookies.get(SESSION_COOKIE, ""))


def remember(request: web.Request, response: web.Response, session: Session) -> web.Response:
    """Keep a changed session, and hand its key to the browser."""
    key = shop_of(request).sessions.keep(request.cookies.get(SESSION_COOKIE, ""), session)
    response.set_cookie(SESSION_COOKIE, key, path="/", httponly=True, samesite="Lax")
    return response


def turn_to(address: str) -> web.Response:
    """After a form: look at this page next, with GET, so that reloading it posts nothing again."""
    return web.Response(status=303, headers={"Location": address})


def own_address(value: object, otherwise: str = "/") -> str:
    """A path inside the shop. Whatever could lead elsewhere (`//host`, `https:`, a backslash) is not followed."""
    inside = isinstance(value, str) and value.startswith("/") and not value.startswith("//")
    return str(value) if inside and str(value).isprintable() and "\\" not in str(value) else otherwise


def customer_number(request: web.Request) -> str:
    """How this shop knows a visitor: the number given before, or a new one. It is not the session's key."""
    known = session_of(request).customer
    return known.number if known else f"customer_{shop_of(request).mint()}"
