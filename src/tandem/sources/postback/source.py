"""
`kind = "postback"`: GET or POST /hooks/NAME?cid=…&payout=…&status=…&txid=…&token=….

Networks call addresses and cannot sign. What proves them is a token in the address, which therefore must be nobody
else's: it ends up in the network's settings and in no log of ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from tandem.config.source import Source as Settings
from tandem.event import money
from tandem.event.errors import Refused
from tandem.event.order import FactKind, Totals
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.kit import contracts
from tandem.kit.secret import Secret
from tandem.sources import checks
from tandem.sources.contract import Delivery, OrderTelling, Reply, Telling, Webhook
from tandem.sources.options import read_options
from tandem.sources.postback.macros import filled
from tandem.sources.shape import Reader
from tandem.sources.signature import bad_signature

MOST = 100
"""Parameters that are read; networks pass on some dozens."""

_object = Reader(dict[str, Any])


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "postback"`."""

    token_parameter: str = "token"  # noqa: S105 - a name
    """The parameter in which the network sends the secret."""
    currency: str = ""
    """What payouts are in where the network does not say."""
    names: dict[str, str] = {}
    """Ours (click, transaction, payout, status, currency) → theirs, where the usual names do not fit."""
    statuses: dict[str, FactKind] = {}
    """Their word → what it says of the order, beyond the usual words."""


class Postbacks:
    """One network or tracker."""

    def __init__(self, settings: Settings, secrets: Sequence[Secret]) -> None:
        """Raises `ValueError` when the options cannot be used."""
        self._options = read_options(Options, settings.options)
        self.name = settings.name
        self._secrets = secrets
        self._kinds = {**_statuses(), **{word.lower(): kind for word, kind in self._options.statuses.items()}}

    def verify(self, webhook: Webhook) -> Delivery:
        given = _parameters(webhook)
        token = Secret(given.pop(self._options.token_parameter, ""))
        if token not in self._secrets:  # compares in constant time
            cure = f"Put {self._options.token_parameter}=<secret> into the address that the network calls."
            raise bad_signature(self._options.token_parameter, "is none of the secrets", cure)
        body = msgspec.json.encode(given)
        number = hashlib.sha256(body).hexdigest()[:32]
        return Delivery(id=number, topic="", body=body, received_at=webhook.received_at)

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        given = _given(delivery.body)
        told = {ours: self._told(ours, given) for ours in ("click", "transaction", "payout", "status", "currency")}
        if not (told["click"] or told["transaction"]):
            cure = "Let the network fill in the click id that you gave it, e.g. cid={clickid}."
            raise Refused(Reason.MISSING_FIELD, "cid", "is missing, or a placeholder that nobody filled in", cure)
        kind = self._kinds.get(told["status"].lower())
        return [] if kind is None else [self._telling(kind, told, delivery)]

    def _told(self, ours: str, given: Mapping[str, Any]) -> str:
        chosen = self._options.names.get(ours)
        names = [chosen] if chosen else _aliases()[ours]
        return next((value for name in names if (value := filled(str(given.get(name, ""))))), "")

    def _telling(self, kind: FactKind, told: Mapping[str, str], delivery: Delivery) -> OrderTelling:
        payout = money.value(told["payout"], "payout") if told["payout"] else None
        return OrderTelling(
            order_id=checks.order_id(told["transaction"] or told["click"], "txid"),
            kind=kind,
            at=delivery.received_at,
            received_at=delivery.received_at,
            delivery_id=delivery.id,
            amount=payout,
            totals=self._totals(payout, told["currency"]) if kind != "refunded" else None,
            links={"click": told["click"]} if told["click"] else {},
        )

    def _totals(self, payout: Decimal | None, currency: str) -> Totals | None:
        """An empty payout is no payout of zero; without a currency it is no amount."""
        code = currency or self._options.currency
        if payout is None or not code:
            return None
        return Totals(currency=money.currency(code, "currency"), gross=payout)

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        """The same for a repetition: networks take anything else for a failure."""
        return Reply(body=b"OK")


def _given(body: bytes) -> Mapping[str, Any]:
    """What the network said, as `verify` wrote it down, or as it was called: an address that was kept in a file."""
    text = body.strip()
    if text.startswith(b"{") or text.count(b"&") >= MOST:
        return _object.read(body)
    return dict(parse_qsl(text.decode("utf-8", "replace").rpartition("?")[2]))


def _parameters(webhook: Webhook) -> dict[str, str]:
    """Of the address and of a form or JSON body; the first of a name."""
    pairs = parse_qsl(webhook.query, max_num_fields=MOST) if webhook.query.count("&") < MOST else []
    body = webhook.body.strip()
    if body.startswith(b"{"):
        pairs += [(name, str(value)) for name, value in _object.read(body).items()]
    elif body.count(b"&") < MOST:
        pairs += parse_qsl(body.decode("utf-8", "replace"))
    return dict(reversed(pairs))


@cache
def _aliases() -> Mapping[str, Sequence[str]]:
    aliases: Mapping[str, Sequence[str]] = contracts.load("sources/postback.json")["aliases"]
    return aliases


@cache
def _statuses() -> Mapping[str, FactKind]:
    table: Mapping[FactKind, Sequence[str]] = contracts.load("sources/postback.json")["statuses"]
    return {word: kind for kind, words in table.items() for word in words}
