"""
Asks Meta how well a dataset's events match people: the real Event Match Quality.

Source: developers.facebook.com/documentation/ads-commerce/conversions-api/dataset-quality-api, as of 2026-11. The token
needs `ads_read` and a permission on the dataset; many tokens of the Conversions API have neither.
"""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from tandem.config.schema import Meta
from tandem.destinations.meta.verdict import Graph, detail
from tandem.kit.redact import redact_text
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence, Wire

FIELDS = "web{event_name,event_match_quality{composite_score}}"

TIMEOUT = 20.0
"""Seconds. Nobody waits for this answer, and it takes Meta longer than to take an event."""


class Scores(msgspec.Struct, frozen=True):
    """What it told: Event Match Quality by event name, 0 to 10."""

    by_name: dict[str, float]


class Untold(msgspec.Struct, frozen=True):
    """It told nothing; why, without the token."""

    problem: str


class _MatchQuality(msgspec.Struct, frozen=True):
    composite_score: float | None = None


class _Event(msgspec.Struct, frozen=True):
    event_name: str
    event_match_quality: _MatchQuality | None = None


class _Body(msgspec.Struct, frozen=True):
    error: Graph | None = None
    web: tuple[_Event, ...] | None = None


class DatasetQuality:
    """One dataset. The token travels in the Authorization header, so that it ends up in nobody's log."""

    def __init__(self, settings: Meta, token: Secret, wire: Wire) -> None:
        self.destination = settings.destination
        query = urlencode({"dataset_id": settings.dataset_id, "fields": FIELDS})
        self._url = f"{settings.endpoint.rstrip('/')}/{settings.api_version}/dataset_quality?{query}"
        self._token = token
        self._wire = wire

    async def ask(self) -> Scores | Untold:
        headers = {"Authorization": f"Bearer {self._token.reveal()}"}
        try:
            answer = await self._wire.get(self._url, headers, timeout=TIMEOUT)
        except Silence as silence:
            return Untold(str(silence))
        told = read(answer)
        return told if isinstance(told, Scores) else Untold(self._without_token(told.problem))

    def _without_token(self, problem: str) -> str:
        """Meta repeats a token that it cannot read."""
        return redact_text(problem.replace(self._token.reveal(), "[token]"))


def read(answer: Answer) -> Scores | Untold:
    """What an answer tells. Pure. An event without a score is one that Meta has too little of."""
    try:
        body = msgspec.json.decode(answer.body, type=_Body)
    except msgspec.DecodeError:
        return Untold(f"the answer is not what Meta documents (HTTP {answer.status})")
    if body.error is not None:
        return Untold(detail(body.error))
    if not 200 <= answer.status < 300 or body.web is None:
        return Untold(f"the answer holds no scores (HTTP {answer.status})")
    found = ((event.event_name, event.event_match_quality) for event in body.web)
    return Scores({name: told.composite_score for name, told in found if told and told.composite_score is not None})
