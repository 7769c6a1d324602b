"""Opens the shop's door."""

from __future__ import annotations

from aiohttp import web

from tandem.demo.shop.app import make_app
from tandem.demo.shop.settings import ShopSettings

LAST_ORDERS = 2.0
"""Seconds an answer under way may still take when the shop closes."""


def run(settings: ShopSettings) -> None:
    """Serve until SIGINT or SIGTERM. No access log: it would hold every visitor's address."""
    web.run_app(
        make_app(settings),
        host=settings.host,
        port=settings.port,
        access_log=None,
        print=None,
        shutdown_timeout=LAST_ORDERS,
    )
