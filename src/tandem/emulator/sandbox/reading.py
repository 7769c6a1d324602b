"""`GET /sandbox/…`: the answers, newest first where they are lists."""

from __future__ import annotations

from itertools import islice
from typing import Any

import msgspec
from aiohttp import web

from tandem.emulator.fields import fields_of
from tandem.emulator.meta import META, Meta
from tandem.emulator.pixel.params import twin_key
from tandem.emulator.quality.estimate import match_qualities
from tandem.emulator.quality.rules import load_quality
from tandem.emulator.quality.score import is_scored, score, usable_keys
from tandem.emulator.received import Received
from tandem.emulator.sandbox.findings import complaints, findings, newest_sample
from tandem.emulator.sandbox.overview import overview
from tandem.emulator.sandbox.views import Views

LIMIT = 1_000
"""Entries in one answer, unless `?limit=` says otherwise."""


def answer(content: Any) -> web.Response:
    """JSON that is never cached."""
    body = msgspec.json.encode(content)
    return web.Response(body=body, content_type="application/json", headers={"Cache-Control": "no-store"})


async def received(request: web.Request) -> web.Response:
    """Accepted events. Filters: `event_name`, `event_id`, `source`, `limit`."""
    meta = request.app[META]
    found = (event for event in reversed(meta.memory.events) if _matches(event, request))
    events = list(islice(found, _limit(request)))
    said, views = complaints(events[::-1], meta), Views(meta.rules)
    shown = [views.received(e, said.get(e.number, [])) | _twin(e, meta) | _quality(e, meta) for e in events]
    return answer({"total": len(shown), "events": shown})


async def rejected(request: web.Request) -> web.Response:
    """Refused batches: the rule, the index of the event at fault, the error that was answered."""
    memory = request.app[META].memory
    return answer({"total": memory.tallies.rejected, "rejected": list(reversed(memory.rejected))[: _limit(request)]})


async def pairs(request: web.Request) -> web.Response:
    """Actions with their legs. Filters: `event_name`, `event_id`, `legs` (`both` or `one`), `limit`."""
    meta, legs = request.app[META], request.query.get("legs")
    found = (action for action in meta.memory.newest_actions() if _matches(action.first, request))
    wanted = (action for action in found if legs is None or (action.second is not None) == (legs == "both"))
    views = Views(meta.rules)
    shown = [views.pair(action) for action in islice(wanted, _limit(request))]
    return answer({"total": len(shown), "pairs": shown})


async def pair(request: web.Request) -> web.Response:
    """One action with every field of both legs side by side."""
    meta = request.app[META]
    action = meta.memory.actions.get(int(request.match_info["number"]))
    if action is None:
        raise web.HTTPNotFound(text="There is no such action, or it is forgotten.")
    views = Views(meta.rules)
    return answer(views.pair(action) | {"lines": views.comparison(action)})


async def counted(request: web.Request) -> web.Response:
    """What Meta counts. Filters: `event_name`, `limit` (of the list; the figures are always whole)."""
    meta, name = request.app[META], request.query.get("event_name")
    tallies = meta.memory.tallies
    by_event = {key: tally for key, tally in tallies.by_event.items() if name in (None, key)}
    views = Views(meta.rules)
    actions = (action for action in meta.memory.newest_actions() if name in (None, action.first.event_name))
    return answer(
        {
            "total": sum(tally.counted for tally in by_event.values()),
            "by_event": by_event,
            "events": [views.counted(action) for action in islice(actions, _limit(request))],
        }
    )


async def requests(request: web.Request) -> web.Response:
    """The newest requests at both edges, with secrets cut to their last characters."""
    log = request.app[META].memory.requests
    return answer({"total": len(log), "requests": list(reversed(log))})


async def show_diagnostics(request: web.Request) -> web.Response:
    """Every diagnostic, also those that found nothing."""
    return answer({"diagnostics": findings(request.app[META])})


async def show_match_quality(request: web.Request) -> web.Response:
    """The estimate of Event Match Quality for each event name that the server sends. Filter: `event_name`."""
    rules, name = load_quality(), request.query.get("event_name")
    found = match_qualities(newest_sample(request.app[META]))
    return answer(
        {
            "estimate": True,
            "note": rules.note,
            "most": rules.most,
            "target": rules.target,
            "events": [quality for quality in found if name in (None, quality.event_name)],
        }
    )


async def show_overview(request: web.Request) -> web.Response:
    """The figures of the Overview page."""
    return answer(overview(request.app[META]))


def _twin(event: Received, meta: Meta) -> dict[str, bool]:
    """Whether a browser event was also told to `/privacy_sandbox/`."""
    if event.source == "server":
        return {}
    return {"privacy_sandbox_twin": meta.memory.has_twin(twin_key(event.payload(), meta.rules.pixel))}


def _quality(event: Received, meta: Meta) -> dict[str, float]:
    """The estimate for one server event of a website."""
    fields, rules = fields_of(event, meta.rules), load_quality()
    if event.source == "browser" or not is_scored(fields):
        return {}
    return {"match_quality": round(score(usable_keys(fields, rules, meta.rules.identity), rules), 2)}


def _matches(event: Received, request: web.Request) -> bool:
    wanted = request.query
    given = {"event_name": event.event_name, "event_id": event.event_id, "source": event.source}
    return all(wanted[name] == value for name, value in given.items() if name in wanted)


def _limit(request: web.Request) -> int:
    wanted = request.query.get("limit", str(LIMIT))
    if not wanted.isdecimal():
        raise web.HTTPBadRequest(text="limit must be a whole number")
    return int(wanted)
