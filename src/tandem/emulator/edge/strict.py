"""
Strict mode: what Meta accepts with a warning is refused, and the answer names the rule. Source: `strict.json`.

Two kinds of rules: those diagnostics that speak of a single server event, and a few of strict mode's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import msgspec

from tandem.emulator import appendix
from tandem.emulator.diagnostics import QUESTIONS
from tandem.emulator.diagnostics.question import Sample
from tandem.emulator.received import Arrival, Payload, Received, Refused
from tandem.emulator.rules import Rules

Broken = Callable[[Payload, Rules], bool]
"""Whether an event, which Meta would accept, breaks a rule."""


class Strict:
    """The rules of strict mode, ready for use."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._questions = [question for question in QUESTIONS if question.key in rules.strict.diagnostics]

    def check(self, event: Payload, now: float) -> None:
        """Raises `Refused` with the first rule that the event breaks. `now` is Unix seconds."""
        for rule, detail in self._broken(event, now):
            raise Refused("strict", rule=rule, detail=detail)

    def _broken(self, event: Payload, now: float) -> Iterator[tuple[str, str]]:
        for name, detail in self._rules.strict.rules.items():
            if OWN[name](event, self._rules):
                yield name, detail
        sample = self._alone(event, now)
        for question in self._questions:
            yield from ((question.key, hit.detail) for hit in question.ask(sample))

    def _alone(self, event: Payload, now: float) -> Sample:
        arrival = Arrival(now, "server", "", "", "", "")
        given = event.get("event_id")
        event_id = None if given in (None, "") else str(given)
        alone = Received(0, arrival, str(event["event_name"]), event_id, (), msgspec.json.encode(event))
        return Sample([alone], [], self._rules, now)


def _event_id_missing(event: Payload, _: Rules) -> bool:
    return event["action_source"] == "website" and event.get("event_id") in (None, "")


def _currency_case(event: Payload, _: Rules) -> bool:
    currency = str((event.get("custom_data") or {}).get("currency") or "")
    return currency != currency.upper()


def _hash_case(event: Payload, rules: Rules) -> bool:
    user = event["user_data"]
    hashes = (value for key in rules.identity.hash_required for value in _values(user.get(key)))
    return any(value[:64] != appendix.of_hash(value) for value in hashes)


def _fbp_malformed(event: Payload, rules: Rules) -> bool:
    return any(not re.fullmatch(rules.identity.fbp_pattern, value) for value in _values(event["user_data"].get("fbp")))


def _address_malformed(event: Payload, _: Rules) -> bool:
    return any(not _is_address(value) for value in _values(event["user_data"].get("client_ip_address")))


def _key_unknown(event: Payload, rules: Rules) -> bool:
    identity = rules.identity
    return not event["user_data"].keys() <= identity.hash_required | identity.hash_recommended | identity.hash_never


def _values(given: Any) -> Iterator[str]:
    """Each value as text; none where nothing was given."""
    for value in given if isinstance(given, list) else [given]:
        if value not in (None, ""):
            yield str(value)


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(appendix.of_address(text)))
    except ValueError:
        return False


OWN: dict[str, Broken] = {
    "event_id_missing": _event_id_missing,
    "currency_case": _currency_case,
    "hash_case": _hash_case,
    "fbp_malformed": _fbp_malformed,
    "address_malformed": _address_malformed,
    "key_unknown": _key_unknown,
}
"""How each rule of `strict.json` is asked."""
