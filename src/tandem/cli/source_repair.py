"""`tandem source repair`: the orders that lost webhooks would have told."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from tandem.app.repair import NotRepaired, Repaired, Shop, repair
from tandem.cli.asked import moment
from tandem.cli.source import found
from tandem.config.load import load
from tandem.config.schema import BadSettings
from tandem.kit.clock import system_clock
from tandem.kit.secret import Secret, SecretMissing, resolve
from tandem.kit.wire import AiohttpWire
from tandem.sources.pull import PULLS

PAGE_BYTES = 16 * 1024 * 1024
"""Of a page of orders: fifty of them, some with hundreds of lines."""


def repair_gaps(
    name: str,
    *,
    url: str,
    token: str,
    since: str = "7d",
    gateway: str = "",
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Ask a shop (shopify, woocommerce) for the orders that changed, and post them to the running gateway, signed.

    It closes the gaps that lost webhooks left. What is known already changes nothing, so it may run every night.

    Parameters
    ----------
    name
        The source, as in tandem.toml.
    url
        The shop, e.g. https://bikes.myshopify.com or https://pots.example.net.
    token
        Where the shop's token is: env:NAME or file:PATH. Shopify: an Admin API access token with read_orders.
        WooCommerce: consumer key and secret, joined by a colon.
    since
        Changed since then: 6h, 2d or 2026-11-22T12:00.
    gateway
        Where the gateway listens, if not where tandem.toml says.
    config
        The settings.
    """
    loaded = load(config)
    settings, _ = found(name, loaded)
    if settings.kind not in PULLS:
        raise BadSettings(f"{name} is of kind {settings.kind}: {' and '.join(sorted(PULLS))} can be asked")
    if not url.startswith("https://"):
        raise BadSettings(f"--url {url} must begin with https://: the token goes there")
    listening = loaded.settings.gateway
    shop = Shop(
        pull=PULLS[settings.kind],
        url=url.rstrip("/"),
        token=_token(token),
        door=f"{gateway.rstrip('/') or f'http://{listening.host}:{listening.port}'}/hooks/{name}",
        secret=loaded.source_secrets[name][0],
    )
    try:
        done = asyncio.run(_repair(shop, moment(since, system_clock()) or system_clock()))
    except NotRepaired as problem:
        sys.exit(f"tandem: {problem}")
    print(f"{done.orders} orders, {done.taken} taken.")
    if done.refusal:
        sys.exit(f"The first that was not taken: {done.refusal}")


async def _repair(shop: Shop, since: datetime) -> Repaired:
    async with AiohttpWire(answer_limit=PAGE_BYTES) as wire:
        return await repair(shop, since, wire)


def _token(reference: str) -> Secret:
    try:
        return resolve(reference, folder=Path())
    except SecretMissing as missing:
        raise BadSettings(f"--token: {missing}") from None
