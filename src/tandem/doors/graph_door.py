"""
POST /{version}/{dataset}/events, with or without the version: takes what Meta's Graph API takes, and answers as it
does. A sender made for Meta is moved here by its host name alone; a key of the site stands in the token's place. See
docs/graph-door.md.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from tandem import accept
from tandem.doors import graph_body, graph_reply
from tandem.doors.graph_body import GraphBody
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Reply
from tandem.doors.request import Body, Scope, read_body
from tandem.event.errors import NotDurable, Refusal, Refused
from tandem.event.outcome import Reason
from tandem.kit.secret import fingerprint
from tandem.sources import graph
from tandem.sources.arrival import Arrival

_EDGE = re.compile(r"(?:/v\d{1,3}\.\d{1,3}/(?P<dataset>[\w.-]{1,64})|/(?P<unversioned>\d{1,64}))/events/?", re.ASCII)


def dataset_of(path: str) -> str | None:
    """The dataset whose events edge this is, or None for any other path."""
    found = _EDGE.fullmatch(path)
    return found["dataset"] or found["unversioned"] if found else None


async def post(scope: Scope, body: Body, hall: Hall, dataset: str) -> Reply:
    try:
        told, entrance = await read(scope, body, hall)
    except Refused as refused:
        return turned_away(refused, hall)
    return await take(told, entrance, hall, dataset)


async def read(scope: Scope, body: Body, hall: Hall) -> tuple[GraphBody, Entrance]:
    """What is asked, and whose key opens. A wrong key outside the body is told before the body is read. `Refused`."""
    token = _outer_token(scope)
    entrance = let_in(token, hall) if token else None
    hall.room.enter()
    content = await read_body(scope, body, hall.limits.backend_bytes, hall.limits.body_seconds)
    hall.room.take(len(content))
    told = graph_body.parse(scope, content, hall.limits.backend_bytes)
    return told, entrance or let_in(told.access_token, hall)


async def take(told: GraphBody, entrance: Entrance, hall: Hall, dataset: str) -> Reply:
    """The answer to one request for one dataset, whether it came alone or with others."""
    try:
        return await _take(told, entrance, hall, dataset)
    except Refused as refused:
        return turned_away(refused, hall, entrance.site.name)
    except NotDurable as problem:
        return graph_reply.failure("not_durable", "data", str(problem), "Send it again.")


def turned_away(refused: Refused, hall: Hall, site: str = "") -> Reply:
    """Counted, and told as Graph tells it. `site`: whose, if that is known."""
    hall.tally.count(site, "graph", refused.refusal)
    return graph_reply.refused(refused.refusal)


def other_method(method: str) -> Reply:
    """The edge cannot be read, changed or deleted: neither here nor at Meta."""
    cure = "POST events to it; the dashboard shows them."
    return graph_reply.failure("unsupported_method", "method", f"{method} is not supported", cure)


async def _take(told: GraphBody, entrance: Entrance, hall: Hall, dataset: str) -> Reply:
    if f"meta:{dataset}" not in entrance.site.destinations:
        cure = "Send to a dataset-id that stands in tandem.toml at the site of this key."
        return graph_reply.failure("unknown_dataset", "dataset", "is none of this site's", cure)
    arrival = Arrival(source="graph", received_at=hall.clock(), envelope=graph.envelope(told))
    events = graph.split(told.data, hall.limits.events)
    receipts = await accept.from_graph(events, arrival, entrance.site, hall.journal)
    refusals = [(index, each) for index, each in enumerate(receipts) if isinstance(each, Refusal)]
    for _, refusal in refusals:
        hall.tally.count(entrance.site.name, "graph", refusal)
    if refusals:
        index, first = refusals[0]
        return graph_reply.refused(first, index)
    return graph_reply.received(len(receipts))


def let_in(token: str, hall: Hall) -> Entrance:
    """Raises `Refused` for a token that is no key of a site."""
    entrance = hall.entrances.get(hall.keys.get(fingerprint(token), "")) if token else None
    if entrance is None:
        cure = "Send a gateway key of the site where Meta's token would stand; `tandem key` makes one."
        raise Refused(Reason.UNKNOWN_KEY, "access_token", "is no key of a site", cure)
    return entrance


def _outer_token(scope: Scope) -> str:
    """The token that stands outside the body, in the header or, as Meta's own SDK does it, in the address."""
    kind, _, token = (scope.headers.get("authorization") or "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    return token_in(scope.query_string)


def token_in(query: str) -> str:
    """As Meta's own SDK sends it."""
    return parse_qs(query).get("access_token", [""])[-1]
