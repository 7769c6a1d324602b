"""Anything that takes events over HTTP and claims to build payloads for Meta: judged by what it sends on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tandem.conformance.answer import Answer, Broken, Dropped, Sent, Skipped
from tandem.conformance.implementation import About
from tandem.conformance.post import Event, answers
from tandem.conformance.stage import Arrived, Stage
from tandem.conformance.vectors import FOR_META, Vector


class Endpoint:
    """
    Each vector is one event, posted alone. The payload for Meta is taken from the endpoint's answer when that has a
    `data` list as Meta's events edge takes it; else from what reaches the emulator.
    """

    def __init__(self, name: str, stage: Stage) -> None:
        self.name = name
        self.stage = stage

    def about(self) -> About:
        if not answers(self.stage.url):
            return About(missing=f"nothing answers at {self.stage.url}")
        return About()

    def answers(self, vectors: Sequence[Vector]) -> Iterator[Answer]:
        early = [_not_for_it(vector) or self._posted(vector) for vector in vectors]
        awaited = {self._id(vector) for vector, answer in zip(vectors, early, strict=True) if answer is None}
        arrived = self.stage.arrived(awaited)
        for vector, answer in zip(vectors, early, strict=True):
            yield answer or self._found(vector, arrived)

    def _id(self, vector: Vector) -> str:
        return f"{vector.id}-{self.stage.run}"

    def _posted(self, vector: Vector) -> Answer | None:
        """What is known at once; None when it must be waited for."""
        country = {"country": vector.country} if vector.country else {}
        event = self.stage.event("Lead", self._id(vector), {vector.field: vector.input, **country})
        reply = self.stage.send(event)
        if reply.problem:
            return Broken(reply.problem)
        return _value(vector, reply.payloads[0]) if reply.payloads else None

    def _found(self, vector: Vector, arrived: Arrived) -> Answer:
        event_id = self._id(vector)
        if event_id in arrived.taken:
            return _value(vector, arrived.taken[event_id])
        if event_id in arrived.refused:
            return Broken(f"Meta refused it: {arrived.refused[event_id]}")
        return Broken("the event did not reach Meta")


def _not_for_it(vector: Vector) -> Skipped | None:
    if vector.key not in FOR_META:
        return Skipped("a form that other platforms hash")
    if vector.region:
        return Skipped("a default region is a setting of the endpoint")
    return None


def _value(vector: Vector, payload: Event) -> Answer:
    given = (payload.get("user_data") or {}).get(vector.key)
    values = [value for value in (given if isinstance(given, list) else [given]) if value not in (None, "")]
    return Sent(str(values[0])) if values else Dropped()
