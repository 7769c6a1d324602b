"""A customer turns to the shop, the shop to the gateway: it forgets by itself, and says what else there is to do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tandem.kit.secret import Secret
from tests.support.command import tandem, told
from tests.support.events import sha256
from tests.support.gateway import Gateway, running_gateway
from tests.support.shops.hubspot import ADDRESS, CLIENT_SECRET, change, signed
from tests.support.shops.messages import SECRETS, in_base64, message
from tests.support.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.orders]

SOURCE = f"""
[[site.source]]
name = "bikes"
kind = "shopify"
secrets = ["{SECRETS[1].reveal()}"]

[[site.source]]
name = "crm"
kind = "hubspot"
secrets = ["{CLIENT_SECRET}"]
[site.source.options]
address = "{ADDRESS}"
[site.source.options.map]
event_name = {{ path = "event.propertyValue", lookup = {{ customer = "Lead" }} }}
event_id = {{ template = "contact_{{event.objectId}}" }}
action_source = {{ constant = "system_generated" }}
"user_data.external_id" = {{ template = "hubspot-{{event.objectId}}" }}
"""
GRETE, EMMY = "grete.hermann@example.com", "emmy@example.com"
ORDER = message("shopify_order")
OF_SHOP = {"shop_id": 954889, "shop_domain": "bikes.myshopify.com"}
CUSTOMER = {"id": ORDER["customer"]["id"], "email": GRETE, "phone": None}
REDACT = {**OF_SHOP, "customer": CUSTOMER, "orders_to_redact": [ORDER["id"]]}
DATA_REQUEST = {**OF_SHOP, "customer": CUSTOMER, "orders_requested": [], "data_request": {"id": 9999}}


@pytest.fixture
def gateway(meta: MetaEmulator, tmp_path: Path) -> Iterator[Gateway]:
    """Bikes decides about purchases; its customers are not asked for consent."""
    events = '[Purchase.order]\ntruth = "bikes"\nwhen = "paid"\n'
    (tmp_path / "events.toml").write_text(events, encoding="utf-8")
    with running_gateway(tmp_path, meta.url, SOURCE + '\n[site.consent]\npolicy = "opt-out"\n') as running:
        yield running


def shopify(
    gateway: Gateway, topic: str, body: dict[str, Any], number: str = "w-1", secret: Secret = SECRETS[1]
) -> int:
    raw = json.dumps(body).encode()
    headers = {
        "x-shopify-hmac-sha256": in_base64(raw, secret),
        "x-shopify-topic": topic,
        "x-shopify-webhook-id": number,
    }
    try:
        with urlopen(Request(f"{gateway.url}/hooks/bikes", raw, headers), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def hubspot(gateway: Gateway, *changes: dict[str, Any]) -> None:
    raw = json.dumps(changes).encode()
    with urlopen(Request(f"{gateway.url}/hooks/crm", raw, signed(raw, datetime.now(UTC))), timeout=10) as answer:
        assert answer.status == 200


def became_customer(number: int) -> dict[str, Any]:
    more = {"propertyName": "lifecyclestage", "propertyValue": "customer"}
    return change("contact.propertyChange", number, datetime.now(UTC), **more)


def order(gateway: Gateway, number: int, email: str, customer: int) -> None:
    person = {"id": customer, "email": email, "phone": None}
    changed = {**ORDER, "id": number, "email": email, "contact_email": email, "customer": person}
    assert shopify(gateway, "orders/paid", changed, f"w-{number}") == 200


def settled(gateway: Gateway) -> int:
    try:
        with closing(sqlite3.connect(gateway.data / "ledger.db", timeout=10)) as ledger:
            return int(ledger.execute("SELECT count(*) FROM conversion").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def remains(gateway: Gateway, text: str) -> list[str]:
    """Every byte of every file."""
    return [path.name for path in gateway.data.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def requests(gateway: Gateway) -> list[dict[str, Any]]:
    """As the ledger has them, once there is one; one test reads them as the operator does."""
    try:
        with closing(sqlite3.connect(gateway.data / "ledger.db", timeout=10)) as ledger:
            ledger.row_factory = sqlite3.Row
            return [dict(row) for row in ledger.execute("SELECT * FROM privacy_request")]
    except sqlite3.OperationalError:
        return []


async def test_a_customer_who_asks_the_shop_to_be_forgotten_is_forgotten_and_never_sent(
    gateway: Gateway, meta: MetaEmulator
) -> None:
    """The shop hears yes at once; then no byte of her is left, her sale is not counted, and everybody else's is."""
    meta.faults({"answer": {"code": 190}, "lasting": 3600})
    order(gateway, ORDER["id"], GRETE, ORDER["customer"]["id"])
    order(gateway, 77, EMMY, 4711)
    await eventually(lambda: settled(gateway), lambda count: count == 2)
    assert remains(gateway, sha256(GRETE))
    assert [shopify(gateway, "customers/redact", REDACT) for _ in range(2)] == [200, 200]
    (done,) = await eventually(lambda: requests(gateway), lambda rows: bool(rows and rows[0]["settled_at"]))
    assert (done["wish"], done["source"], done["number"]) == ("erase", "bikes", "w-1")
    assert json.loads(done["kinds"]) == ["email", "external_id", "orders"]
    await eventually(lambda: remains(gateway, sha256(GRETE)), lambda files: files == [])
    assert remains(gateway, sha256(EMMY))
    with closing(sqlite3.connect(gateway.data / "ledger.db", timeout=10)) as ledger:
        asked_by, proof = ledger.execute("SELECT asked_by, proof FROM erasure").fetchone()
    assert asked_by == "bikes, request w-1"
    assert sha256(sha256(GRETE)) in json.loads(proof)
    meta.reset()
    gateway.kill("worker")
    await eventually(lambda: meta.counted("Purchase"), lambda count: count == 1)
    assert [each["event_id"] for each in meta.received()] == ["order_77"]


async def test_a_contact_that_hubspot_has_deleted_for_good_is_forgotten(gateway: Gateway, meta: MetaEmulator) -> None:
    """By the number under which the CRM told of them; of everybody else every byte stays."""
    meta.faults({"answer": {"code": 190}, "lasting": 3600})
    hubspot(gateway, became_customer(77), became_customer(78))
    await eventually(lambda: settled(gateway), lambda count: count == 2, patience=60)
    assert remains(gateway, sha256("hubspot-77"))
    hubspot(gateway, change("contact.privacyDeletion", 77, datetime.now(UTC)))
    (done,) = await eventually(
        lambda: requests(gateway), lambda rows: bool(rows and rows[0]["settled_at"]), patience=60
    )
    assert (done["wish"], done["source"], done["number"]) == ("erase", "crm", "77")
    await eventually(lambda: remains(gateway, sha256("hubspot-77")), lambda files: files == [], patience=60)
    assert remains(gateway, sha256("hubspot-78"))


async def test_a_customer_who_asks_what_is_held_is_listed_until_the_operator_has_answered(
    gateway: Gateway, meta: MetaEmulator
) -> None:
    """With what was held, by when, and what to do; the list names nobody."""
    order(gateway, ORDER["id"], GRETE, ORDER["customer"]["id"])
    await eventually(lambda: meta.counted("Purchase"), lambda count: count == 1)
    assert shopify(gateway, "customers/data_request", DATA_REQUEST) == 200
    await eventually(lambda: requests(gateway), bool)
    (row,) = told(gateway.folder, "privacy")
    assert (row["wish"], row["number"], row["settled_at"]) == ("disclose", "9999", None)
    assert row["held"]["order_facts"] >= 2
    shown = tandem(gateway.folder, "privacy")
    assert "tandem privacy --answered 1" in shown.stdout
    assert GRETE not in shown.stdout
    assert "done on" in tandem(gateway.folder, "privacy", "--answered", "1").stdout
    assert tandem(gateway.folder, "privacy", "--answered", "1").returncode == 1


async def test_a_shop_that_has_left_is_listed_with_what_is_to_be_done(gateway: Gateway) -> None:
    assert shopify(gateway, "shop/redact", OF_SHOP) == 200
    (row,) = await eventually(lambda: requests(gateway), bool)
    assert (row["wish"], row["settled_at"]) == ("close", None)
    assert "delete the data folder" in tandem(gateway.folder, "privacy").stdout


async def test_nobody_can_have_a_customer_forgotten_but_the_shop(gateway: Gateway) -> None:
    """Neither unsigned, nor by an order that was overheard: only what the shop asks afterwards is written down."""
    assert shopify(gateway, "customers/redact", ORDER) == 400
    assert shopify(gateway, "customers/redact", REDACT, secret=SECRETS[0]) == 401
    assert shopify(gateway, "shop/redact", OF_SHOP) == 200
    assert [row["wish"] for row in await eventually(lambda: requests(gateway), bool)] == ["close"]
