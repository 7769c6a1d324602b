"""One event as it was received. Small and frozen, because a busy emulator keeps hundreds of thousands."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Source = Literal["browser", "server"]
Payload = dict[str, Any]
"""One event as the sender wrote it: a server event, or the parameters of `/tr/`."""

Key = tuple[str, ...]
"""What two events must share to be one. The first word says which rule it belongs to."""

Repeats = Literal["count", "merge"]
"""What becomes of a second event of one source: it counts again, or it is discarded."""


class Bond(msgspec.Struct, frozen=True, gc=False):
    """
    One way in which an event can be the same as an earlier one: a key, and the seconds for which it holds.

    An event that only offers the key is found by later ones; one that only seeks it finds and is not found.
    `without_ids`: the bond does not hold between two events that both have an `event_id`.
    """

    key: Key
    window: int
    repeats: Repeats = "merge"
    offers: bool = True
    seeks: bool = True
    without_ids: bool = False


class Arrival(msgspec.Struct, frozen=True):
    """What the connection knows about an event: when (Unix seconds), how, for which dataset, from where."""

    at: float
    source: Source
    transport: str
    dataset: str
    address: str
    agent: str


class Received(msgspec.Struct, frozen=True, gc=False):
    """An accepted event. `raw` is its JSON; without `bonds` nothing can be its twin."""

    number: int
    arrival: Arrival
    event_name: str
    event_id: str | None
    bonds: tuple[Bond, ...]
    raw: bytes

    @property
    def source(self) -> Source:
        return self.arrival.source

    @property
    def at(self) -> float:
        return self.arrival.at

    def payload(self) -> Payload:
        """The event as the sender wrote it."""
        return msgspec.json.decode(self.raw, type=Payload)


class Refused(Exception):
    """
    A request goes no further. `rule` is its key in `errors.json`, `about` fills the placeholders of the message.

    `index` and `event` tell which element of the batch was at fault, when one was; `event_count` how many there were.
    """

    def __init__(self, rule: str, /, **about: str) -> None:
        super().__init__(rule)
        self.rule, self.about = rule, about
        self.index: int | None = None
        self.event: Payload | None = None
        self.event_count = 0


class Rejected(msgspec.Struct, frozen=True):
    """
    A refused batch. `event` is the one at fault, with personal data taken out; nothing of the batch was kept.

    `about` are the details of the rule, such as the field that was missing.
    """

    number: int
    received_at: float
    source: Source
    dataset: str
    rule: str
    index: int | None
    status: int
    about: dict[str, str]
    error: dict[str, Any]
    event_count: int
    event: Payload | None
