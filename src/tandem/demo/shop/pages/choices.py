"""What the visitor decides: consent, and the switches of the demo."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tandem.demo.shop.render import page
from tandem.demo.shop.sessions import Switches
from tandem.demo.shop.shop import own_address, remember, session_of, shop_of, turn_to
from tandem.demo.shop.visitor import ANSWERS, CONSENT_COOKIE, CONSENT_SECONDS

replace = msgspec.structs.replace


async def show_privacy(request: web.Request) -> web.Response:
    """The banner's question as a page of its own: for those without JavaScript, and for second thoughts."""
    return page(request, "privacy.html")


async def answer_consent(request: web.Request) -> web.Response:
    """Keep the answer. A "no" also reaches this visitor's orders that were not reported yet."""
    form = await request.post()
    answer = form.get("answer")
    if answer not in ANSWERS:
        raise web.HTTPUnprocessableEntity(text="The answer to the consent question is `granted` or `denied`.")
    if answer == "denied":
        shop_of(request).orders.withdraw_consent(session_of(request).orders)
    response = turn_to(own_address(form.get("back")))
    response.set_cookie(CONSENT_COOKIE, str(answer), path="/", max_age=CONSENT_SECONDS, samesite="Lax")
    return response


async def flip_switch(request: web.Request) -> web.Response:
    session, form = session_of(request), await request.post()
    flipped = _flipped(session.switches, request.match_info["switch"])
    if flipped is None:
        raise web.HTTPNotFound
    return remember(request, turn_to(own_address(form.get("back"))), replace(session, switches=flipped))


def _flipped(switches: Switches, name: str) -> Switches | None:
    if name == "block-pixel":
        return replace(switches, block_pixel=not switches.block_pixel)
    if name == "pay-later":
        return replace(switches, pay_later=not switches.pay_later)
    return None


routes = (
    web.get("/privacy", show_privacy),
    web.post("/consent", answer_consent),
    web.post("/switches/{switch}", flip_switch),
)
