"""Amounts and currencies: exact, never invented, never a surprise to the books."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.event import money
from tandem.event.errors import Refused
from tandem.event.outcome import Reason


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("49.90", "49.90"),
        (" 49.90 ", "49.90"),
        (49, "49"),
        (Decimal("49.90"), "49.90"),
        ("0", "0"),
        (".5", "0.5"),
        ("-0.0", "0.0"),
        (Decimal("0.30000000000000004"), "0.30000000000000004"),
        (999_999_999_999_999, "999999999999999"),
    ],
)
def test_an_amount_is_kept_digit_for_digit(sent: object, kept: str) -> None:
    """Neither a trailing zero nor the noise of a sender's floating point is rounded away."""
    assert str(money.value(sent)) == kept


@pytest.mark.parametrize(
    "sent",
    [
        True,
        False,
        "",
        " ",
        "49,90",
        "1.234,56",
        "€ 5",
        "NaN",
        "Infinity",
        "1e2",
        "1_000",
        "٤٩",
        "0x10",
        [1],
        {},
        None,
        4.5,
    ],
)
def test_what_is_no_amount_is_refused_with_an_example_of_one(sent: object) -> None:
    """A shop's formatted price is not guessed at."""
    with pytest.raises(Refused) as caught:
        money.value(sent)
    refusal = caught.value.refusal
    assert (refusal.reason, refusal.field) == (Reason.INVALID_FIELD, "custom_data.value")
    assert refusal.problem == "is not an amount"
    assert "49.90" in refusal.cure


@pytest.mark.parametrize("sent", [-1, "-0.01", Decimal("-49.90")])
def test_a_negative_amount_is_refused_with_a_word_on_refunds(sent: object) -> None:
    with pytest.raises(Refused) as caught:
        money.value(sent)
    assert caught.value.refusal.problem == "is negative"
    assert "refunds" in caught.value.refusal.cure


@pytest.mark.parametrize(
    "sent", [Decimal("1e400"), Decimal("1e999999999"), Decimal("1e-999999999"), Decimal("0e999999"), 10**15, "9" * 400]
)
def test_a_short_way_to_write_a_gigabyte_is_refused(sent: object) -> None:
    """The ledger writes amounts out; eleven characters must not become a thousand million."""
    with pytest.raises(Refused, match="digits before"):
        money.value(sent)


@given(st.decimals(min_value=0, max_value=10**14, places=2))
def test_every_price_survives(price: Decimal) -> None:
    """What a shop may write as a price comes out as the same number, as text and as a number."""
    assert money.value(str(price)) == money.value(price) == price


@pytest.mark.parametrize(("sent", "kept"), [("EUR", "EUR"), ("usd", "USD"), (" jpy ", "JPY")])
def test_a_currency_is_kept_in_upper_case(sent: str, kept: str) -> None:
    assert money.currency(sent) == kept


@pytest.mark.parametrize("sent", ["", "EURO", "€", "XXX", "DEM", 978, None, True])
def test_a_currency_nobody_pays_in_is_refused(sent: object) -> None:
    """Not in ISO 4217's list of active codes; no default takes its place."""
    with pytest.raises(Refused) as caught:
        money.currency(sent)
    refusal = caught.value.refusal
    assert (refusal.field, refusal.problem) == ("custom_data.currency", "is not an ISO 4217 currency code")
    assert "EUR" in refusal.cure
