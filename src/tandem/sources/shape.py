"""From bytes to a typed record, or to a refusal that names the field, the problem and the cure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason

T = TypeVar("T")

_PATH = re.compile(r" - at `\$?\.?(?P<path>[^`]*)`$")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]+)`")

DOCS = "The dashboard's API page lists every field."


class Reader(Generic[T]):
    """Decodes one shape. Fractions become `Decimal`, so that an amount is never rounded on its way."""

    def __init__(self, shape: type[T]) -> None:
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(shape, float_hook=Decimal)

    def read(self, body: bytes | msgspec.Raw) -> T:
        """Raises `Refused`."""
        try:
            return self._decoder.decode(body)
        except msgspec.ValidationError as error:
            raise _explain(str(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            cure = "Send one JSON document in UTF-8."
            raise Refused(Reason.MALFORMED, "body", f"is not valid JSON ({error})", cure) from None
        except RecursionError:
            cure = "Send flat data: nothing of use to an ad platform is nested this deep."
            raise Refused(Reason.TOO_DEEP, "body", "is nested too deep", cure) from None


def _explain(message: str) -> Refused:
    """Msgspec's sentence, taken apart. It names types and fields, never values."""
    found = _PATH.search(message)
    path = found["path"] if found else ""
    problem = _PATH.sub("", message)
    if missing := _MISSING.search(problem):
        field = f"{path}.{missing['name']}" if path else missing["name"]
        return Refused(Reason.MISSING_FIELD, field, "is missing", f"Add it. {DOCS}")
    if unknown := _UNKNOWN.search(problem):
        field = f"{path}.{unknown['name']}" if path else unknown["name"]
        cure = f"Move it into custom_data, or check its spelling. {DOCS}"
        return Refused(Reason.INVALID_FIELD, field, "is not a known field", cure)
    return Refused(Reason.INVALID_FIELD, path or "body", _sentence(problem), DOCS)


def _sentence(problem: str) -> str:
    return problem.replace("`", "").replace("Expected", "has the wrong type: expected", 1)
