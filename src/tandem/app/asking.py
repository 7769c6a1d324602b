"""What asking a source takes: who is asked, how often at most, and the gateway's own door for what is found."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import msgspec

from tandem.config.schema import BadSettings, Gateway, Loaded, Source
from tandem.kit.clock import Clock
from tandem.kit.retry_after import retry_after
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence, Wire
from tandem.sources.asking.contract import Access, Ask, Later, Lookup, Page, Pull, Request, Row
from tandem.sources.asking.envelope import sealed
from tandem.sources.asking.kinds import LOOKUPS, PULLS

PACE = 0.5
"""Seconds between two questions to one source: what the slowest of them allows (Shopify: two a second)."""

SOURCE_SECONDS, DOOR_SECONDS = 30.0, 10.0

PAGE_BYTES = 16 * 1024 * 1024
"""Of a page of orders: fifty of them, some with hundreds of lines."""

HERE = frozenset({"127.0.0.1", "localhost", "::1"})

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what to call, where it listens on all


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway's address of one source, e.g. http://127.0.0.1:8000/hooks/bikes."""

    url: str
    secret: Secret


class Carried(msgspec.Struct, frozen=True):
    """How many rows were found, and how many of them the gateway took."""

    found: int = 0
    taken: int = 0
    refusal: str = ""
    """What was said of the first that was not taken."""

    @property
    def refused(self) -> int:
        return self.found - self.taken


def access(settings: Source, token: Secret | None) -> Access:
    """Raises `BadSettings`: it cannot be asked, or nobody said where or with what."""
    kind: Pull | Lookup | None = PULLS.get(settings.kind) or (
        None if settings.poll_minutes else LOOKUPS.get(settings.kind)
    )
    if kind is None:
        raise BadSettings(f"{settings.name} is of kind {settings.kind}: {', '.join(sorted(PULLS))} can be asked")
    url = (settings.url or kind.home).rstrip("/")
    if token is None or not url:
        raise BadSettings(f"{settings.name} needs a url and a token to be asked")
    check_url(url, settings.name)
    return Access(url=url, token=token, options=settings.options)


def check_url(url: str, name: str) -> None:
    """Raises `BadSettings`: a token goes over TLS, or nowhere but this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise BadSettings(f"the url of {name}, {url}, must begin with https://: the token goes there")


def door(name: str, gateway: Gateway, secret: Secret, url: str = "") -> Door:
    """`url` is where the gateway listens, if not where its settings say."""
    host = _EVERYWHERE.get(gateway.host) or (f"[{gateway.host}]" if ":" in gateway.host else gateway.host)
    return Door(url=f"{url.rstrip('/') or f'http://{host}:{gateway.port}'}/hooks/{name}", secret=secret)


def asking(wire: Wire, pace: float = PACE) -> Ask:
    """Question after question, with a pause before all but the first."""
    begun = False

    async def ask(request: Request) -> Answer:
        nonlocal begun
        await asyncio.sleep(pace if begun else 0)
        begun = True
        try:
            if request.body is None:
                return await wire.get(request.url, request.headers, timeout=SOURCE_SECONDS)
            return await wire.post(request.url, request.body, request.headers, timeout=SOURCE_SECONDS)
        except Silence as silence:
            raise Later(f"it did not answer: {silence}") from None

    return ask


async def carry(page: Page, door: Door, wire: Wire, clock: Clock) -> Carried:
    """Every row of a page to the door, one by one: a bad one costs no other. Raises `Later` when the door is shut."""
    done = Carried()
    for row in page.rows:
        refusal = await hand_in(row, door, wire, clock)
        done = Carried(done.found + 1, done.taken + (not refusal), done.refusal or refusal)
    return done


async def hand_in(row: Row, door: Door, wire: Wire, clock: Clock) -> str:
    """Post one; returns why it was refused, or nothing. Raises `Later` when the gateway does not take it now."""
    try:
        answer = await wire.post(door.url, row.body, sealed(row, door.secret, clock()), timeout=DOOR_SECONDS)
    except Silence as silence:
        raise Later(f"the gateway did not answer at {door.url}: {silence}. Is it running?") from None
    if answer.status == 429 or answer.status >= 500:
        raise Later(f"the gateway has no room: it answered {answer.status}", retry_after(answer.headers))
    return "" if answer.status < 300 else answer.body[:300].decode("utf-8", "replace")


def openings(loaded: Loaded) -> list[tuple[Source, Access, Door]]:
    """Every source that is asked, where, and where what it names goes. Raises `BadSettings`."""
    gateway = loaded.settings.gateway
    return [
        (source, access(source, loaded.source_tokens.get(source.name)), door(source.name, gateway, secrets[0]))
        for site in loaded.settings.site
        for source in site.source
        if (source.token or source.poll_minutes) and (secrets := loaded.source_secrets.get(source.name))
    ]
