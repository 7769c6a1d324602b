"""The head of a request, taken over once: granian copies every header line each time it is asked for them."""

from __future__ import annotations

from tandem.doors.request import Headers, Scope


class Head:
    """What all doors read is here; what few ask for, the client and the query, is fetched when they do."""

    __slots__ = ("_scope", "headers", "method", "path")

    client: str
    query_string: str

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.method: str = scope.method
        self.path: str = scope.path
        self.headers: Headers = scope.headers

    def __getattr__(self, name: str) -> str:
        told: str = getattr(self._scope, name)
        return told
