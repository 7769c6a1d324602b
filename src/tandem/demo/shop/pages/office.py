"""Behind the counter: the shopkeeper's list of orders. It shows numbers and states, and no person."""

from __future__ import annotations

from aiohttp import web

from tandem.demo.shop.pages.checkout import confirm_payment
from tandem.demo.shop.render import page
from tandem.demo.shop.shop import shop_of, turn_to


async def show_orders(request: web.Request) -> web.Response:
    shop = shop_of(request)
    rows = [(order, shop.courier.progress(f"order {order.id}")) for order in shop.orders.newest_first()]
    return page(request, "orders.html", rows=rows, store=False)


async def mark_as_paid(request: web.Request) -> web.Response:
    shop, order_id = shop_of(request), request.match_info["order"]
    if shop.orders.find(order_id) is None:
        raise web.HTTPNotFound
    confirm_payment(shop, order_id)
    return turn_to("/orders")


routes = (
    web.get("/orders", show_orders),
    web.post("/orders/{order}/paid", mark_as_paid),
)
