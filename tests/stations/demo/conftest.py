"""A shop that is open, and a gateway it reports to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tandem.demo.shop.app import make_app
from tandem.demo.shop.settings import ShopSettings
from tandem.kit.secret import Secret
from tests.stations.demo.shop_visit import Gateway, Visitor

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EMULATOR = "http://127.0.0.1:8001"
OpenShop = Callable[[str], Awaitable[Visitor]]


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """A gateway that listens and remembers."""
    listening = Gateway()
    await listening.server.start_server()
    yield listening
    await listening.server.close()


@pytest.fixture
async def open_shop() -> AsyncIterator[OpenShop]:
    """Opens shops that report to a given address; they are closed afterwards."""
    clients: list[TestClient] = []
    numbers = count(1)

    async def opened(gateway: str) -> Visitor:
        settings = ShopSettings(
            gateway=gateway,
            key=Secret("a-key-of-the-shop"),
            emulator=EMULATOR,
            dashboard="http://127.0.0.1:8003",
            tries=4,
            first_wait=timedelta(milliseconds=1),
        )
        app = make_app(settings, clock=lambda: NOON, roll=lambda: 1.0, mint=lambda: f"minted-{next(numbers)}")
        clients.append(TestClient(TestServer(app)))
        await clients[-1].start_server()
        return Visitor(clients[-1])

    yield opened
    for client in clients:
        await client.close()


@pytest.fixture
async def visitor(open_shop: OpenShop, gateway: Gateway) -> Visitor:
    """Somebody in a shop whose gateway is up."""
    return await open_shop(str(gateway.server.make_url("")).rstrip("/"))
