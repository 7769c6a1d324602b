"""An outbox to drain: made through the journal and settled, as the worker does."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal
from pathlib import Path

from tandem.config.delivery import Delivery
from tandem.config.schema import Consent, Loaded, Meta, Settings, Site
from tandem.delivery.lane import Lane
from tandem.destinations.meta.client import MetaDestination
from tandem.event import entry
from tandem.event import site as running
from tandem.event.dictionary import build
from tandem.event.entry import Taken
from tandem.event.model import Event, Grants
from tandem.event.person import Person
from tandem.journal.memory import MemoryJournal
from tandem.kit.clock import system_clock
from tandem.kit.secret import Secret
from tandem.kit.wire import Wire
from tandem.ledger.sqlite import SqliteLedger
from tandem.settle import settle

DATASET = "1234567890"
TOKEN = "EMULATED-token-of-the-bench"
PATIENCE = 30.0
"""Seconds for an answer: the bench measures speed, not our patience."""

LINGER = 0.25
"""Seconds: `linger` as it is shipped."""


def taken(event_id: str) -> Taken:
    """A purchase with eight identifiers, received now, its consent given."""
    now = system_clock()
    person = Person(
        **{key: (_sha256(key + event_id),) for key in ("em", "ph", "fn", "ln", "ct", "zp", "country", "external_id")},
        fbp=f"fb.1.1763812800000.{int(_sha256(event_id)[:8], 16)}",
        fbc="fb.1.1763812800000.AbCdEf_gh-IJ",
    )
    event = Event(
        site="shop",
        event_name="Purchase",
        event_id=event_id,
        event_time=now,
        received_at=now,
        source="tag",
        event_source_url="https://www.example.com/thanks",
        custom_data={"value": Decimal("49.90"), "currency": "EUR", "order_id": event_id},
        person=person,
        client_ip_address="203.0.113.9",
        client_user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        grants=Grants("granted", "manual", now),
    )
    return Taken(event=event)


async def filled(folder: Path, events: int) -> SqliteLedger:
    ledger, journal = SqliteLedger(folder / "ledger.db"), MemoryJournal()
    shop = running.Site(name="shop", dictionary=build({"Purchase": {"gather": 0.0}}), destinations=(f"meta:{DATASET}",))
    await journal.append([entry.encode(taken(str(number))) for number in range(events)])
    list(iter(lambda: settle(journal, ledger, {"shop": shop}), 0))
    return ledger


def lane_to(endpoint: str, ledger: SqliteLedger, wire: Wire, *, gzip: bool) -> Lane:
    meta = Meta(dataset_id=DATASET, token="", endpoint=endpoint, timeout=PATIENCE, gzip=gzip)
    destination = MetaDestination(meta, Secret(TOKEN), wire, system_clock)
    return Lane(
        destination=destination,
        ledger=ledger,
        consent=Consent(),
        clock=system_clock,
        roll=random.random,
        settings=Delivery(),
    )


def worker_settings(endpoint: str, folder: Path) -> Loaded:
    meta = Meta(dataset_id=DATASET, token="", endpoint=endpoint, timeout=PATIENCE, linger=LINGER)
    shop = Site(name="shop", origins=(), meta=(meta,))
    return Loaded(settings=Settings(site=(shop,)), events={}, tokens={DATASET: Secret(TOKEN)}, data=folder)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
