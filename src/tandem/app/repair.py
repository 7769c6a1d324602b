"""Gaps in what a shop told are closed: its orders are asked for, and posted to the gateway's own door one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence, Wire
from tandem.sources.pull import Pull, following

SHOP_SECONDS, DOOR_SECONDS = 30.0, 10.0


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked, with what, and where its orders go."""

    pull: Pull
    url: str
    token: Secret
    door: str
    """The gateway's address of this source, e.g. http://127.0.0.1:8000/hooks/bikes."""
    secret: Secret


class Repaired(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders the shop named, and how many of them the gateway took."""

    orders: int = 0
    taken: int = 0
    refusal: str = ""
    """What was said of the first that was not taken."""


class NotRepaired(RuntimeError):
    """The shop or the gateway did not answer as it must; the text says what."""


async def repair(shop: Shop, since: datetime, wire: Wire) -> Repaired:
    """Asking twice is harmless: what is known already changes nothing. Raises `NotRepaired`."""
    done = Repaired()
    async for order in _orders(shop, since, wire):
        answer = await _post(shop, order, wire)
        is_taken = answer.status < 300
        done = Repaired(
            orders=done.orders + 1,
            taken=done.taken + is_taken,
            refusal=done.refusal or ("" if is_taken else answer.body[:300].decode("utf-8", "replace")),
        )
    return done


async def _orders(shop: Shop, since: datetime, wire: Wire) -> AsyncIterator[msgspec.Raw]:
    page: str | None = shop.pull.first(shop.url, since)
    while page:
        answer = await _ask(page, shop, wire)
        try:
            found = shop.pull.orders(answer)
        except msgspec.DecodeError:
            raise NotRepaired("the shop answered with something that is no list of orders: look at --url") from None
        for order in found:
            yield order
        page = following(answer, shop.url)


async def _ask(page: str, shop: Shop, wire: Wire) -> Answer:
    try:
        answer = await wire.get(page, shop.pull.headers(shop.token), timeout=SHOP_SECONDS)
    except Silence as silence:
        raise NotRepaired(f"the shop did not answer: {silence}") from None
    if answer.status != 200:
        raise NotRepaired(f"the shop answered {answer.status}: look at --url and at the rights of the token")
    return answer


async def _post(shop: Shop, order: msgspec.Raw, wire: Wire) -> Answer:
    try:
        headers = {"content-type": "application/json", **shop.pull.message(order, shop.secret)}
        return await wire.post(shop.door, bytes(order), headers, timeout=DOOR_SECONDS)
    except Silence as silence:
        raise NotRepaired(f"the gateway did not answer at {shop.door}: {silence}. Is it running?") from None
