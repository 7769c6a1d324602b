"""
A SOAP message of Salesforce's as plain data. Only elements and text are read: a document type, and with it every entity
of its own, is refused before it can do harm.
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from tandem.event.errors import Refused
from tandem.event.outcome import Reason

MOST_DEEP = 12


def notifications(body: bytes) -> tuple[str, list[dict[str, Any]]]:
    """The organisation's id, and each notification's `Id` with the fields of its record. Raises `Refused`."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise _unreadable(f"is not well-formed XML ({expat.ErrorString(error.code)})") from None
    return reader.organization, reader.found


class _Reader:
    """Walks the elements; knows where it is by the names from the root."""

    def __init__(self) -> None:
        self.organization = ""
        self.found: list[dict[str, Any]] = []
        self._path: list[str] = []
        self._text = ""

    def refuse(self, *_: object) -> None:
        raise _unreadable("declares a document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(" ")[2])
        self._text = ""
        if len(self._path) > MOST_DEEP:
            raise _unreadable("is nested too deep")
        if self._path[-1] == "Notification":
            self.found.append({})

    def text(self, text: str) -> None:
        self._text += text

    def end(self, name: str) -> None:
        inside, last = self._path[:-1], self._path.pop()
        if last == "OrganizationId":
            self.organization = self._text.strip()
        elif self.found and inside[-1:] == ["sObject"] and self._text.strip():
            self.found[-1][last] = self._text.strip()
        elif self.found and inside[-1:] == ["Notification"] and last == "Id":
            self.found[-1]["notification"] = self._text.strip()
        self._text = ""


def _unreadable(problem: str) -> Refused:
    return Refused(Reason.MALFORMED, "body", problem, "Send an outbound message as Salesforce makes it.")
