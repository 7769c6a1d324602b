"""What is for sale: the list and each product."""

from __future__ import annotations

from aiohttp import web

from tandem.demo.shop import calls
from tandem.demo.shop.catalogue import PRODUCTS, find
from tandem.demo.shop.render import page


async def show_list(request: web.Request) -> web.Response:
    return page(request, "list.html", products=PRODUCTS)


async def show_product(request: web.Request) -> web.Response:
    product = find(request.match_info["product"])
    if product is None:
        raise web.HTTPNotFound
    return page(request, "product.html", product=product, calls=[calls.view_content(product)])


routes = (
    web.get("/", show_list),
    web.get("/products/{product}", show_product),
)
