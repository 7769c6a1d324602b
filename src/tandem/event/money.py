"""Amounts and currencies. No default for either: an invented one corrupts every report after it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import cache

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit import contracts

VALUE_CURE = 'Send a number or a numeric string in the major unit, e.g. 49.90 or "49.90".'
CURRENCY_CURE = "Send the three-letter ISO 4217 code, e.g. EUR."


@cache
def currencies() -> frozenset[str]:
    return frozenset(contracts.load("currencies.json")["codes"])


def value(given: object, field: str = "custom_data.value") -> Decimal:
    """An amount, exact. Raises `Refused` for what is not a finite number of zero or more."""
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        raise Refused(Reason.INVALID_FIELD, field, "is not an amount", VALUE_CURE)
    try:
        amount = Decimal(given.strip() if isinstance(given, str) else given)
    except InvalidOperation:
        raise Refused(Reason.INVALID_FIELD, field, "is not an amount", VALUE_CURE) from None
    if not amount.is_finite():
        raise Refused(Reason.INVALID_FIELD, field, "is not a finite amount", VALUE_CURE)
    if amount < 0:
        cure = "Send zero or more: refunds stay in your books, Meta takes no negative purchases."
        raise Refused(Reason.INVALID_FIELD, field, "is negative", cure)
    return amount


def currency(given: object, field: str = "custom_data.currency") -> str:
    """A currency code in upper case. Raises `Refused` for what ISO 4217 does not list."""
    code = given.strip().upper() if isinstance(given, str) else ""
    if code not in currencies():
        raise Refused(Reason.INVALID_FIELD, field, "is not an ISO 4217 currency code", CURRENCY_CURE)
    return code
