"""`tandem source test`: a look at a message without recording it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tandem.cli.source import try_out
from tandem.config.schema import BadSettings
from tests.support.shops.messages import message

SETTINGS = """
[gateway]
data = "data"

[[site]]
name = "shop"
origins = ["https://www.example.com"]

[[site.source]]
name = "bikes"
kind = "shopify"
secrets = ["s"]

[[site.source]]
name = "books"
kind = "stripe"
secrets = ["s"]

[[site.source]]
name = "network"
kind = "postback"
secrets = ["a-token-of-the-network"]
"""


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    (tmp_path / "tandem.toml").write_text(SETTINGS)

    def told(name: str, body: Any, **options: Any) -> str:
        (tmp_path / "message.json").write_text(body if isinstance(body, str) else json.dumps(body))
        try_out(name, tmp_path / "message.json", config=tmp_path / "tandem.toml", **options)
        return capsys.readouterr().out

    return told


def test_an_operator_sees_the_facts_and_no_personal_value(tell: Any, tmp_path: Path) -> None:
    """Which identifiers were told is shown by name; nothing is written anywhere."""
    order = message("shopify_order")
    out = tell("bikes", order)
    assert "paid: order 5628734098231406593" in out
    assert "2317.26 SEK, tax 197.74, shipping 54.39, discount 107.88" in out
    assert "leads to  visit, checkout, cart, customer" in out
    for secret in ("Grete", "Hermann", "example.com", "0142", "203.0.113", "Bremen", "visit-7c1"):
        assert secret not in out
    assert not (tmp_path / "data").exists()


def test_what_cannot_be_used_is_named_with_its_cure(tell: Any) -> None:
    out = tell("bikes", message("shopify_order", email="grete at home", contact_email=None))
    assert "unusable  em" in out
    assert "grete at home" not in out


def test_the_topic_says_how_a_message_is_read(tell: Any) -> None:
    refund = {"id": 7, "order_id": 42, "transactions": []}
    assert "refunded: order 42, key 7" in tell("bikes", refund, topic="refunds/create")
    assert "tells nothing" in tell("bikes", refund, topic="carts/update")


def test_a_checkout_is_said_to_be_no_order(tell: Any) -> None:
    out = tell("bikes", message("shopify_checkout"), topic="checkouts/update")
    assert "no order and no event" in out
    assert "leads to  checkout, cart, customer" in out
    assert "identity  em, " in out
    assert "Hermann" not in out


def test_a_postback_is_read_as_the_network_called_it(tell: Any) -> None:
    """Its address, with or without what stands before the question mark; the token is not printed."""
    query = "cid=w1&payout=12.50&txid=t-9&currency=usd&et=sale&token=a-token-of-the-network"
    for called in (query, f"https://gw.example.com/hooks/network?{query}\n"):
        out = tell("network", called)
        assert "paid: order t-9" in out
        assert "total     12.50 USD" in out
        assert "a-token" not in out


def test_a_message_that_names_its_topic_needs_none(tell: Any) -> None:
    assert "paid: order 0042" in tell("books", message("stripe_session"))


def test_a_broken_message_is_refused_with_the_field(tell: Any) -> None:
    with pytest.raises(SystemExit, match="total_price is not an amount"):
        tell("bikes", message("shopify_order", total_price="much", total_price_set=None))


def test_a_source_that_is_not_there_is_named_with_those_that_are(tell: Any) -> None:
    with pytest.raises(BadSettings, match="bikes, books, network"):
        tell("boots", {})
