"""Amounts and currencies. No default for either: an invented one corrupts every report after it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit import contracts

DIGITS_BEFORE_POINT = 15
DIGITS_AFTER_POINT = 30
"""More than a sum in floating point shows (0.30000000000000004). `1e999999999` is short, and a gigabyte written out."""

_USUAL = re.compile(r"\d{1,15}(?:\.\d{1,15})?", re.ASCII)
"""What nearly all senders write, and what breaks no rule below."""

_KINDS = frozenset({str, int, Decimal})
"""What JSON may bring. `true` is none of them, though Python counts it as 1."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)

VALUE_CURE = 'Send a number or a numeric string in the major unit, e.g. 49.90 or "49.90".'
CURRENCY_CURE = "Send the three-letter ISO 4217 code, e.g. EUR."


@cache
def currencies() -> frozenset[str]:
    return frozenset(contracts.load("currencies.json")["codes"])


def value(given: object, field: str = "custom_data.value") -> Decimal:
    """An amount, exact. Raises `Refused` for what is not a finite number of zero or more, of sensible length."""
    if type(given) in _KINDS and _USUAL.fullmatch(text := str(given)):
        return given if isinstance(given, Decimal) else Decimal(text)
    amount = _number(given)
    if amount is None or not amount.is_finite():
        raise Refused(Reason.INVALID_FIELD, field, "is not an amount", VALUE_CURE)
    if amount < 0:
        cure = "Send zero or more: refunds stay in your books, Meta takes no negative purchases."
        raise Refused(Reason.INVALID_FIELD, field, "is negative", cure)
    exponent = amount.as_tuple().exponent
    if amount.adjusted() >= DIGITS_BEFORE_POINT or not -DIGITS_AFTER_POINT <= int(exponent) <= DIGITS_BEFORE_POINT:
        problem = f"has more than {DIGITS_BEFORE_POINT} digits before or {DIGITS_AFTER_POINT} after the point"
        raise Refused(Reason.INVALID_FIELD, field, problem, VALUE_CURE)
    return amount.copy_abs()  # minus zero is zero


def _number(given: object) -> Decimal | None:
    """What JSON can say of a number: itself, or plain digits in a string. Python alone reads `1_000` and `٤٩`."""
    if isinstance(given, str):
        return Decimal(given.strip()) if _PLAIN.fullmatch(given.strip()) else None
    return Decimal(given) if isinstance(given, (int, Decimal)) and not isinstance(given, bool) else None


def currency(given: object, field: str = "custom_data.currency") -> str:
    """A currency code in upper case. Raises `Refused` for what ISO 4217 does not list."""
    known = currencies()
    if type(given) is str and given in known:
        return given
    code = given.strip().upper() if isinstance(given, str) else ""
    if code not in known:
        raise Refused(Reason.INVALID_FIELD, field, "is not an ISO 4217 currency code", CURRENCY_CURE)
    return code
