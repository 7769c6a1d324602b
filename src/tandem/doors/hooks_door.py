"""POST /hooks/NAME: where shops, payment providers and CRMs tell what happened. Each signs what it says."""

from __future__ import annotations

from tandem import accept
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import NOT_FOUND, Reply, not_now, refused, try_later
from tandem.doors.request import Body, Scope, read_body
from tandem.event.errors import NotDurable, NotNow, Refused
from tandem.sources import contract
from tandem.sources.asking.envelope import is_sealed

PREFIX = "/hooks/"


async def knock(scope: Scope, body: Body, hall: Hall) -> Reply:
    """GET and POST. A refusal is a 4xx, so that the source shows it to its owner; nothing of it is kept."""
    name = scope.path.removeprefix(PREFIX)
    source = hall.sources.get(name)
    if source is None:
        return NOT_FOUND
    entrance = hall.entrances[hall.source_sites[name]]
    try:
        hall.room.enter()
        content = await read_body(scope, body, hall.limits.backend_bytes, hall.limits.body_seconds)
        hall.room.take(len(content))
        return await _listen(_webhook(scope, content, hall), source, entrance, hall)
    except Refused as refusal:
        hall.tally.count(entrance.site.name, name, refusal.refusal)
        return refused(refusal.refusal)
    except NotDurable as problem:
        return try_later(str(problem))
    except NotNow as problem:
        return not_now(str(problem))


async def _listen(webhook: contract.Webhook, source: contract.Source, entrance: Entrance, hall: Hall) -> Reply:
    if greeting := source.answer(webhook):
        return _reply(greeting)
    if isinstance(source, contract.Learns):
        await source.learn(webhook)
    refusals = await accept.from_source(webhook, source, entrance.site, hall.journal, hall.see_to)
    for refusal in refusals:
        hall.tally.count(entrance.site.name, source.name, refusal)
    if not is_sealed(webhook.headers):
        hall.tally.hear(entrance.site.name, source.name)
    return _reply(source.thanks)


def _webhook(scope: Scope, content: bytes, hall: Hall) -> contract.Webhook:
    return contract.Webhook(
        method=scope.method,
        path=scope.path,
        query=scope.query_string,
        headers=dict(scope.headers.items()),
        body=content,
        received_at=hall.clock(),
    )


def _reply(told: contract.Reply) -> Reply:
    return Reply(told.status, told.body, [("content-type", told.content_type), ("cache-control", "no-store")])
