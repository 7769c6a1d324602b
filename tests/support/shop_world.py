"""
A shop, its pages, its till, and a Meta, in one time that a test moves: the doors over real HTTP, the journal and the
ledger as files, the worker's turns taken by hand, the emulator counting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from tandem.app.lanes import make_lanes
from tandem.app.sites import sites
from tandem.config.schema import Consent, Loaded, Meta, Site, Source
from tandem.delivery.sweep import refuse_late
from tandem.dispatch import dispatch
from tandem.emulator.testing import MetaEmulator
from tandem.journal.reader import SqliteJournalReader
from tandem.kit.clock import to_millis
from tandem.kit.wire import AiohttpWire
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle
from tandem.settling.orders import end_waits
from tests.support.acceptor import RunningAcceptor, running_acceptor
from tests.support.clock import StandingClock
from tests.support.events import FBC, FBP
from tests.support.hooks import SECRET, signed
from tests.support.settings import BIKES, ORIGIN, SHOP, TOKEN, loaded, settings
from tests.support.shops.messages import stripe_signature

VISITOR, SHOP_SERVER = "203.0.113.9", "198.51.100.7"
"""Where the browser is, and where the shop's messages come from."""
BROWSER = {"user_agent": "Mozilla/5.0 (X11; Linux x86_64)", "x_forwarded_for": VISITOR}
PROGRAM = {"user_agent": "Hookshot/2.0", "x_forwarded_for": SHOP_SERVER}
GRANTED = {"ads": "granted", "signal": "manual"}


class World:
    """One shop. `truth` of a Purchase is its till, unless the test says otherwise."""

    def __init__(self, acceptor: RunningAcceptor, ready: Loaded, meta: MetaEmulator, clock: StandingClock) -> None:
        self.acceptor = acceptor
        self.meta = meta
        self.clock = clock
        self._ready = ready
        self._messages = 0

    async def later(self, **by: float) -> None:
        """Time passes, a day at a time at most, and the worker works."""
        left = timedelta(**by)
        while left > timedelta(0):
            self.clock.now += min(left, timedelta(days=1))
            left -= timedelta(days=1)
            await self.work()

    def page(
        self,
        event_name: str = "Purchase",
        *,
        consent: dict[str, Any] | None = None,
        origin: str = ORIGIN,
        visit: dict[str, str] | None = None,
        **event: Any,
    ) -> None:
        """The tag tells of something that the visitor did; after a refusal of the refusal alone, as the tag does."""
        at = to_millis(self.clock())
        told = {"event_name": event_name, "event_time": at, **event}
        told.setdefault("custom_data", {"order_id": "1001", "value": 119.00, "currency": "EUR"})
        told.setdefault("event_id", f"order_{told['custom_data'].get('order_id')}")
        body = {
            "v": 1,
            "consent": {"at": at, **(consent or GRANTED)},
            "visit": visit or {"fbp": FBP, "fbc": FBC},
            "events": [] if (consent or GRANTED)["ads"] == "denied" else [told],
        }
        assert self.acceptor.post_tag(body, origin, **BROWSER).status == 202

    def till(self, kind: str, *, order_id: str = "1001", key: str = "", to: str = "till", **fact: Any) -> None:
        """The shop's till tells a fact, signed, or another source of its kind."""
        self._messages += 1
        told = {"order_id": order_id, "kind": kind, "at": int(self.clock().timestamp()), "key": key}
        told |= {"totals": {"currency": "EUR", "gross": "119.00", "tax": "19.00", "shipping": "5.00"}}
        told |= {"user_data": {"em": "ada@example.com"}, **fact}
        body, headers = signed(told, self.clock(), number=f"msg_{self._messages}")
        assert self.acceptor.ask("POST", f"/hooks/{to}", body, **PROGRAM, **headers).status == 200

    def hook(self, source: str, body: bytes, headers: Mapping[str, str]) -> int:
        """A shop's own message, as it signed it; returns what it is answered."""
        return self.acceptor.ask("POST", f"/hooks/{source}", body, **PROGRAM, **headers).status

    def stripe(self, told: dict[str, Any]) -> None:
        """A message of Stripe's to the source of that name."""
        body = json.dumps(told).encode()
        assert self.hook("stripe", body, {"stripe-signature": stripe_signature(body, self.clock())}) == 200

    async def work(self) -> None:
        """What the worker does, until there is nothing left to do now. There is nothing that it cannot settle."""
        ledger = SqliteLedger(self._ready.data / "ledger.db")
        reader = SqliteJournalReader(self._ready.data / "journal.db")
        running = sites(self._ready)
        try:
            while settle(reader, ledger, running, clock=self.clock):
                pass
            while end_waits(ledger, running, self.clock()):
                pass
            async with AiohttpWire() as wire:
                for lane, _ in make_lanes(self._ready, ledger, wire, self.clock):
                    refuse_late(lane)
                    while await dispatch(lane):
                        pass
            assert ledger._connection.execute("SELECT problem FROM set_aside").fetchall() == []
        finally:
            reader.close()
            ledger.close()

    async def counted(self, event_name: str = "Purchase") -> int:
        """What Meta counts, once the worker has worked and the legs have had time to meet."""
        self.clock.now += timedelta(seconds=5)
        await self.work()
        return self.meta.counted(event_name)

    def sent(self) -> list[dict[str, Any]]:
        """The server's events as Meta received them, oldest first."""
        return [event["raw"] for event in reversed(self.meta.received(source="server"))]

    def sale(self, order_id: str = "1001", site: str = "shop", event_name: str = "Purchase") -> tuple[Any, ...] | None:
        """What our books say of an order: its value, what the shop keeps of it, the currency, whether it counts."""
        ledger = SqliteLedger(self._ready.data / "ledger.db")
        try:
            sql = "SELECT value, net, currency, state FROM sale WHERE site = ? AND event_name = ? AND order_id = ?"
            row: tuple[Any, ...] | None = ledger._connection.execute(sql, (site, event_name, order_id)).fetchone()
            return row
        finally:
            ledger.close()

    def fates(self, event_name: str = "Purchase") -> list[tuple[str, str, str | None]]:
        """Event id, state and reason of each conversion of that name."""
        ledger = SqliteLedger(self._ready.data / "ledger.db")
        try:
            sql = (
                "SELECT event_id, state, reason FROM conversion JOIN outbox ON conversion = id"
                " WHERE event_name = ? ORDER BY id"
            )
            return ledger._connection.execute(sql, (event_name,)).fetchall()
        finally:
            ledger.close()


@contextmanager
def shop_world(
    folder: Path,
    start: StandingClock,
    *,
    till: bool = True,
    sources: tuple[Source, ...] = (),
    events: Mapping[str, dict[str, Any]] | None = None,
    consent: Consent | None = None,
    neighbour: bool = False,
    **policy: Any,
) -> Iterator[World]:
    """
    A world that begins at the clock's moment. `policy` of a Purchase is laid over `truth = "till"`; `sources` stand
    beside the till, `events` beside the Purchase. `neighbour`: the same gateway serves a second shop, `bikes`, whose
    till is `bikes-till` and whose dataset is 9876543210.
    """
    with MetaEmulator.running(clock=lambda: start().timestamp()) as meta:
        shops = [_site(SHOP, meta.url, "1234567890", "till", *sources, consent=consent or Consent())]
        plan = {"Purchase": {"order": {"truth": "till" if till else "tag", **policy}}, **(events or {})}
        if neighbour:
            shops.append(_site(BIKES, meta.url, "9876543210", "bikes-till", consent=Consent()))
            plan["site"] = {"bikes": {"Purchase": {"order": {"truth": "bikes-till"}}}}
        made = settings(*shops, private_addresses=True, trusted_proxies=("127.0.0.0/8",))
        with running_acceptor(folder / "data", made, plan, start) as acceptor:
            yield World(acceptor, loaded(made, folder / "data", plan), meta, start)


def _site(site: Site, meta: str, dataset: str, till: str, *sources: Source, consent: Consent) -> Site:
    """One shop with its dataset and its till."""
    sent_to = Meta(dataset_id=dataset, token=TOKEN, endpoint=meta, timeout=10.0)
    told_by = (Source(name=till, kind="orders", secrets=(SECRET,)), *sources)
    return msgspec.structs.replace(site, region="DE", meta=(sent_to,), source=told_by, consent=consent)
