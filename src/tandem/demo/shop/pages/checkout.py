"""From a full cart to an order, and the page that says thank you."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tandem.demo.shop import calls, reports
from tandem.demo.shop.customer import CHECKOUT, Customer
from tandem.demo.shop.forms import Filled, read
from tandem.demo.shop.orders import Order
from tandem.demo.shop.render import page
from tandem.demo.shop.sessions import Session
from tandem.demo.shop.shop import Shop, customer_number, remember, session_of, shop_of, turn_to
from tandem.demo.shop.visitor import browser_of, consent_of

replace = msgspec.structs.replace


async def show_checkout(request: web.Request) -> web.Response:
    session = session_of(request)
    if not session.cart.lines:
        return turn_to("/cart")
    begun = replace(session, checkout=session.checkout or f"checkout_{shop_of(request).mint()}")
    said = (
        *calls.identify(begun.customer, consent_of(request)),
        calls.initiate_checkout(begun.cart, begun.checkout),
    )
    known = Filled(begun.customer.details if begun.customer else {})
    response = page(request, "checkout.html", fields=CHECKOUT, filled=known, calls=said, store=False)
    return remember(request, response, begun)


async def place_order(request: web.Request) -> web.Response:
    """A second press of the button finds the cart empty and the order placed: it makes no second order."""
    session, filled = session_of(request), read(CHECKOUT, await request.post())
    if not session.cart.lines:
        return turn_to("/thank-you" if session.orders else "/cart")
    if filled.errors:
        return page(request, "checkout.html", fields=CHECKOUT, filled=filled, status=422, store=False)
    order = _order(request, session, filled)
    _enter(shop_of(request), order, paid=not session.switches.pay_later)
    ended = replace(
        session, cart=Session().cart, checkout="", customer=order.customer, orders=(*session.orders, order.id)
    )
    return remember(request, turn_to("/thank-you"), ended)


async def thank(request: web.Request) -> web.Response:
    """The latest order of this visitor. A Purchase is said only when it is paid, on every load with the same id."""
    shop, session = shop_of(request), session_of(request)
    order = shop.orders.find(session.orders[-1]) if session.orders else None
    if order is None:
        return turn_to("/")
    known = calls.identify(order.customer, consent_of(request))
    said = (*known, calls.purchase(order)) if order.paid_at else known
    return page(request, "thank_you.html", order=order, calls=said, store=False)


def _order(request: web.Request, session: Session, filled: Filled) -> Order:
    shop = shop_of(request)
    return Order(
        id=shop.orders.next_id(),
        cart=session.cart,
        customer=Customer(customer_number(request), filled.values),
        browser=browser_of(request),
        source_url=str(request.url.origin().with_path("/thank-you")),
        placed_at=shop.now(),
    )


def _enter(shop: Shop, order: Order, *, paid: bool) -> None:
    shop.orders.enter(order)
    if paid:
        confirm_payment(shop, order.id)


def confirm_payment(shop: Shop, order_id: str) -> None:
    """The moment an order becomes a Purchase: the server reports it, once."""
    at = shop.now()
    paid = shop.orders.pay(order_id, at)
    if paid is not None:
        shop.courier.send(f"order {paid.id}", reports.purchase(paid, at))


routes = (
    web.get("/checkout", show_checkout),
    web.post("/checkout", place_order),
    web.get("/thank-you", thank),
)
