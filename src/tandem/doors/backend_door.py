"""POST /v1/events: the backend's door, opened by a bearer key."""

from __future__ import annotations

from tandem import accept
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Reply, json_reply, refused, try_later
from tandem.doors.request import Body, Scope, read_body
from tandem.doors.results import results, status_of
from tandem.event.entry import Taken
from tandem.event.errors import NotDurable, Refusal, Refused
from tandem.event.outcome import Reason
from tandem.kit.secret import fingerprint
from tandem.sources.arrival import Arrival


async def post(scope: Scope, body: Body, hall: Hall) -> Reply:
    entrance = _let_in(scope, hall)
    if entrance is None:
        return _turned_away(hall)
    arrival = _arrival(entrance, hall)
    try:
        hall.room.enter()
        content = await read_body(scope, body, hall.limits.backend_bytes, hall.limits.body_seconds)
        hall.room.take(len(content))
        journal = hall.journal_for(scope)
        receipts = await accept.from_backend(content, arrival, entrance.site, journal, hall.limits.events)
    except Refused as refusal:
        hall.tally.count(entrance.site.name, "backend", refusal.refusal)
        return refused(refusal.refusal)
    except NotDurable as problem:
        return try_later(str(problem))
    for receipt in receipts:
        if not isinstance(receipt, Taken):
            hall.tally.count(entrance.site.name, "backend", receipt)
    return json_reply(status_of(receipts), results(receipts))


def _arrival(entrance: Entrance, hall: Hall) -> Arrival:
    now = hall.clock()
    site = entrance.site.name
    return Arrival(source="backend", received_at=now, visit_of=lambda told: hall.visits.look(told, site, now))


def _let_in(scope: Scope, hall: Hall) -> Entrance | None:
    kind, _, key = (scope.headers.get("authorization") or "").partition(" ")
    if kind.lower() != "bearer" or not key:
        return None
    return hall.entrances.get(hall.keys.get(fingerprint(key.strip()), ""))


def _turned_away(hall: Hall) -> Reply:
    cure = "Send `Authorization: Bearer <key>` with a key of the site; `tandem key` makes one."
    refusal = Refusal(Reason.UNKNOWN_KEY, "authorization", "holds no key of a site", cure)
    hall.tally.count("", "backend", refusal)
    return refused(refusal)
