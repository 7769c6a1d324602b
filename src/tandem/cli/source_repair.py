"""`tandem source repair`: the orders that lost webhooks would have told."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from tandem.app.asking import PAGE_BYTES, Carried, Door, access, asking, carry, door
from tandem.cli.asked import moment
from tandem.cli.source import found
from tandem.config.load import load
from tandem.config.schema import BadSettings
from tandem.kit.clock import system_clock
from tandem.kit.secret import Secret, SecretMissing, resolve
from tandem.kit.wire import AiohttpWire
from tandem.sources.asking.contract import Access, Pull, Unanswered
from tandem.sources.asking.kinds import PULLS


def repair_gaps(
    name: str,
    *,
    url: str = "",
    token: str = "",
    since: str = "7d",
    gateway: str = "",
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Ask a source once for what changed, and post it to the running gateway. `poll-minutes` has this done by itself.

    It closes the gaps that lost webhooks left. What is known already changes nothing.

    Parameters
    ----------
    name
        The source, as in tandem.toml.
    url
        Where it is asked, e.g. https://bikes.myshopify.com, if not where tandem.toml says.
    token
        Where its token is, env:NAME or file:PATH, if not where tandem.toml says. Shopify: an Admin API access token
        with read_orders. WooCommerce: consumer key and secret, joined by a colon.
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
        raise BadSettings(f"{name} is of kind {settings.kind}: {', '.join(sorted(PULLS))} can be asked")
    settings = msgspec.structs.replace(settings, url=url or settings.url)
    asked = access(settings, _token(token) if token else loaded.source_tokens.get(name))
    into = door(name, loaded.settings.gateway, loaded.source_secrets[name][0], gateway)
    begin = moment(since, system_clock()) or system_clock()
    try:
        done = asyncio.run(_repair(PULLS[settings.kind], asked, begin, into))
    except Unanswered as problem:
        sys.exit(f"tandem: {name}: {problem}")
    print(f"{done.found} found, {done.taken} taken.")
    if done.refusal:
        sys.exit(f"The first that was not taken: {done.refusal}")


async def _repair(pull: Pull, asked: Access, since: datetime, into: Door) -> Carried:
    done = Carried()
    async with AiohttpWire(PAGE_BYTES) as wire, AiohttpWire(proxies=False) as inward:
        async for page in pull.pages(asked, since, asking(wire)):
            each = await carry(page, into, inward, system_clock)
            done = Carried(done.found + each.found, done.taken + each.taken, done.refusal or each.refusal)
    return done


def _token(reference: str) -> Secret:
    try:
        return resolve(reference, folder=Path())
    except SecretMissing as missing:
        raise BadSettings(f"--token: {missing}") from None
