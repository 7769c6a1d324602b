"""The acceptor's front: which door a request comes to. Granian calls it once per request (RSGI)."""

from __future__ import annotations

from typing import Protocol

from granian.rsgi import ProtocolClosed  # type: ignore[attr-defined]

from tandem.doors import backend_door, graph_batch, graph_door, hooks_door, image_door, pages, tag_door, visit_door
from tandem.doors.hall import Hall
from tandem.doors.head import Head
from tandem.doors.region import region_of
from tandem.doors.reply import NOT_FOUND, UNWELL, WELL, Reply, json_reply
from tandem.doors.request import Body, Scope
from tandem.kit.signals import count, note

OUR_FAULT = json_reply(
    500, {"error": {"reason": "our_fault", "problem": "a fault in Tandem", "cure": "Send it again; please report it."}}
)

_DOORS = frozenset(("/e", "/v", "/t", "/t.js", "/p.gif", "/hooks", "/health", "/healthz", "/readyz", "/v1/events"))
"""Those that the books know by their own name."""


class Exchange(Body, Protocol):
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class Doors:
    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def __rsgi__(self, scope: Scope, protocol: Exchange) -> None:
        head = Head(scope)
        try:
            reply = await self._reply(head, protocol)
        except ProtocolClosed:
            return  # the client has gone: nothing was taken, and nobody is left to be told
        except Exception as error:  # noqa: BLE001 - noted with its traceback
            note("doors.fault", door=_door(head.path), kind=type(error).__name__, fault=error)
            reply = OUR_FAULT
        count("doors.answered", _door(head.path), str(reply.status))
        protocol.response_bytes(reply.status, list(reply.headers), reply.body)

    async def _reply(self, scope: Scope, body: Body) -> Reply:
        match scope.method, scope.path:
            case "POST", "/e":
                return await tag_door.post(scope, body, self._hall)
            case "POST", "/v1/events":
                return await backend_door.post(scope, body, self._hall)
            case "POST", "/v":
                return await visit_door.post(scope, body, self._hall)
            case "GET", "/p.gif":
                return await image_door.get(scope, self._hall)
            case "OPTIONS", "/e" | "/v":
                return pages.preflight(scope, self._hall)
            case "GET" | "HEAD", "/health":
                return WELL
            case "GET" | "HEAD", "/healthz":
                return UNWELL if self._hall.journal.problem else WELL
            case "GET" | "HEAD", "/readyz":
                return UNWELL if self._hall.journal.problem or self._hall.room.closed else WELL
            case "GET" | "POST", path if path.startswith(hooks_door.PREFIX):
                return await hooks_door.knock(scope, body, self._hall)
            case "GET" | "HEAD", path if path.startswith("/t/part/"):
                return self._hall.parts.reply(path)
            case "GET" | "HEAD", path if path == "/t.js" or path.startswith("/t/"):
                return self._script(scope)
        return await self._graph(scope, body)

    async def _graph(self, scope: Scope, body: Body) -> Reply:
        """What is addressed as at Meta: /v26.0/1234567890/events, or a batch of such requests at the root."""
        if scope.method == "POST" and graph_batch.is_root(scope.path):
            return await graph_batch.post(scope, body, self._hall)
        dataset = graph_door.dataset_of(scope.path)
        if dataset is None:
            return NOT_FOUND
        if scope.method != "POST":
            return graph_door.other_method(scope.method)
        return await graph_door.post(scope, body, self._hall, dataset)

    def _script(self, scope: Scope) -> Reply:
        """/t.js serves the only site, or the first; /t/NAME.js any of them; /t/HASH.js one version for ever."""
        if pinned := self._hall.pinned.reply(scope.path):
            return pinned
        name = scope.path.removeprefix("/t/").removesuffix(".js")
        entrances = self._hall.entrances
        entrance = next(iter(entrances.values())) if scope.path == "/t.js" else entrances.get(name)
        if entrance is None:
            return NOT_FOUND
        region = region_of(scope, entrance.site.consent, self._hall.trusted)
        return entrance.scripts.of(region).reply(scope.headers.get("if-none-match"))


def _door(path: str) -> str:
    """The door's name for the books, from a short list: a path may be anything, also personal."""
    if path in _DOORS:
        return path
    first = f"/{path[1:].partition('/')[0]}"
    if first in _DOORS:
        return first
    return "graph" if path.endswith("/events") else "other"
