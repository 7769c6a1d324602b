"""Has a purchase its amount: a value, and the currency it is in?"""

from __future__ import annotations

from tandem.emulator.received import Payload, Refused
from tandem.emulator.rules import PurchaseRule


def check_amount(event: Payload, rule: PurchaseRule) -> None:
    """Raises `Refused`. A value of zero is a value; whether it is a sensible one is asked by the diagnostics."""
    if event["event_name"] not in rule.events:
        return
    details = event.get("custom_data") or {}
    if details.get(rule.value) in (None, ""):
        raise Refused("purchase_value")
    if details.get(rule.currency) in (None, ""):
        raise Refused("purchase_currency")
