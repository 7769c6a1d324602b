"""Turns a template into a page: the strip of demo switches, the tag with its calls, the headers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from tandem.demo.shop import calls as tag
from tandem.demo.shop.policy import content_policy
from tandem.demo.shop.reports import encode
from tandem.demo.shop.shop import session_of, shop_of
from tandem.demo.shop.visitor import consent_of

NO_STORE = "no-store"
"""For pages that name an order, a lead or a person: an id in a stored page would be sent again by the next reader."""

FRESH = "private, no-cache"
"""For all others: the cart in the header is one visitor's, the nonce is one response's."""


def templates() -> Environment:
    """Autoescaping; a misspelt name is an error; JSON inside scripts keeps the cents and cannot end the script."""
    environment = Environment(
        loader=PackageLoader("tandem.demo.shop"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.policies["json.dumps_function"] = lambda value, **_: encode(value).decode()
    environment.filters["money"] = money
    environment.filters["moment"] = moment
    return environment


def money(amount: Decimal) -> str:
    return f"€{amount:,.2f}"


def moment(at: datetime) -> str:
    return f"{at:%H:%M:%S} UTC"


def page(
    request: web.Request,
    template: str,
    *,
    calls: Iterable[tag.Call] = (),
    status: int = 200,
    store: bool = True,
    **shown: Any,
) -> web.Response:
    """
    Show a page. `calls` are made to the tag after the visitor's consent has been said; `store=False` for pages that
    name an order, a lead or a person.
    """
    shop, session, consent = shop_of(request), session_of(request), consent_of(request)
    nonce = shop.mint()
    common = {
        "settings": shop.settings,
        "session": session,
        "consent": consent,
        "nonce": nonce,
        "here": request.path,
        "calls": (*tag.consent(consent), *calls),
    }
    html = shop.templates.get_template(template).render(common | shown)
    policy = content_policy(shop.settings, nonce, pixel_blocked=session.switches.block_pixel)
    headers = {"Content-Security-Policy": policy, "Cache-Control": FRESH if store else NO_STORE}
    return web.Response(text=html, content_type="text/html", status=status, headers=headers)
