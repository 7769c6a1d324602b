"""
A little shop that answers as WooCommerce's REST API does: orders by `modified_after`, in pages, to whoever has its two
keys. Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.shops.messages import message

KEYS = "ck_of_tests:cs_of_tests"


class WooShop:
    """Its orders, and how often it was asked for them."""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.asked: list[dict[str, list[str]]] = []
        self.keys = KEYS
        self.url = ""

    def sell(self, number: str, at: datetime | None = None, **changed: Any) -> bytes:
        """An order placed, paid and changed at that moment; returns what its webhook would have said."""
        moment = f"{at or datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
        dates = dict.fromkeys(("date_created_gmt", "date_modified_gmt", "date_paid_gmt"), moment)
        order = message("woocommerce_order", id=int(number), number=number, **{**dates, **changed})
        self.orders.append(order)
        return json.dumps(order).encode()

    def page(self, asked: dict[str, list[str]]) -> tuple[list[dict[str, Any]], bool]:
        """One page, and whether there is another."""
        (after,), (size,) = asked["modified_after"], asked["per_page"]
        number = int(asked.get("page", ["1"])[0])
        changed = [order for order in self.orders if order["date_modified_gmt"] > after]
        changed.sort(key=lambda order: (order["date_modified_gmt"], order["id"]))
        begin = (number - 1) * int(size)
        return changed[begin : begin + int(size)], len(changed) > begin + int(size)


@contextmanager
def woo_shop() -> Iterator[WooShop]:
    """Served on a free port, until the end of the block."""
    shop = WooShop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(shop))
    shop.url = f"http://127.0.0.1:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        serving.join(5)


def _handler(shop: WooShop) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            shop.asked.append(asked)
            proof = f"Basic {base64.b64encode(shop.keys.encode()).decode()}"
            if urlsplit(self.path).path != "/wp-json/wc/v3/orders" or self.headers["Authorization"] != proof:
                self._answer(401, {"code": "woocommerce_rest_cannot_view", "data": {"status": 401}})
                return
            orders, more = shop.page(asked)
            number = int(asked.get("page", ["1"])[0]) + 1
            following = f"{shop.url}{self.path.partition('&page=')[0]}&page={number}"
            link = {"Link": f'<{following}>; rel="next"'} if more else {}
            self._answer(200, orders, link)

        def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
