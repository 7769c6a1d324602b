"""The head of a request, taken over once: granian copies every header line each time it is asked for them."""

from __future__ import annotations

from tandem.doors.request import Scope


class Head:
    """What all doors read is here; what few ask for is fetched when they do."""

    __slots__ = ("_scope", "headers", "method", "path")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.method = scope.method
        self.path = scope.path
        self.headers = scope.headers

    @property
    def client(self) -> str:
        return self._scope.client

    @property
    def query_string(self) -> str:
        return self._scope.query_string
