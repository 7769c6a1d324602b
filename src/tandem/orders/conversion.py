"""The event that an order is, once it is one. Pure: who it is about is joined later, from the memory of visits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from tandem.consent.hearing import governing
from tandem.event.dictionary import Definition
from tandem.event.model import Event
from tandem.event.order import Line, OrderFact
from tandem.event.person import Person
from tandem.orders.life import Life
from tandem.orders.policy import worth


def event_of(name: str, life: Life, facts: Sequence[OrderFact], definition: Definition) -> Event | None:
    """
    The order as an event, dated when it was placed: the same sale on every leg, whenever it was paid. None where the
    dictionary's template makes no id of an order.
    """
    data = _data(life, definition)
    event_id = definition.derive_id(data)
    if event_id is None:
        return None
    newest = max(facts, key=lambda fact: fact.received_at)
    return Event(
        site=life.site,
        event_name=name,
        event_id=event_id,
        event_time=min(life.placed_at, newest.received_at),
        received_at=newest.received_at,
        source="webhook",
        action_source=life.action_source,
        custom_data=data,
        **customer_of(facts),
    )


def refund_of(name: str, fact: OrderFact, life: Life) -> Event:
    """A refund as an event of its own, under the owner's name for it. Its value is what went back."""
    data: dict[str, Any] = {"order_id": fact.order_id}
    if fact.amount is not None and life.totals is not None:
        data |= {"value": fact.amount, "currency": life.totals.currency}
    return Event(
        site=fact.site,
        event_name=name,
        event_id=f"refund_{fact.order_id}_{fact.key}",
        event_time=min(fact.at, fact.received_at),
        received_at=fact.received_at,
        source="webhook",
        action_source=fact.action_source or life.action_source,
        custom_data=data,
        **customer_of([fact]),
    )


def _data(life: Life, definition: Definition) -> dict[str, Any]:
    data: dict[str, Any] = {"order_id": life.order_id}
    value = worth(life, definition.order)
    if life.totals is not None and value is not None:
        data |= {"value": value, "currency": life.totals.currency}
    if life.lines:
        data |= {
            "content_type": "product",
            "content_ids": [line.id for line in life.lines],
            "contents": [_content(line) for line in life.lines],
            "num_items": sum(line.quantity for line in life.lines),
        }
    return data


def _content(line: Line) -> dict[str, str | int | Decimal]:
    content: dict[str, str | int | Decimal] = {"id": line.id, "quantity": line.quantity}
    return content if line.price is None else {**content, "item_price": line.price}


def customer_of(facts: Sequence[OrderFact]) -> dict[str, Any]:
    """Identifiers of all facts; address and browser of one fact, which must be the same message's."""
    client = next((fact for fact in facts if fact.client_ip_address or fact.client_user_agent), None)
    return {
        "person": reduce(Person.merge, (fact.person for fact in facts)),
        "client_ip_address": client and client.client_ip_address,
        "client_user_agent": client and client.client_user_agent,
        "event_source_url": next((fact.event_source_url for fact in facts if fact.event_source_url), None),
        "grants": reduce(governing, (fact.grants for fact in facts)),
        "dropped": tuple(dict.fromkeys(each for fact in facts for each in fact.dropped)),
    }
