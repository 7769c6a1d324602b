"""From bytes to a typed record, or to a refusal that names the field, the problem and the cure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Generic, TypeVar

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason

T = TypeVar("T")

_PATH = re.compile(r" - at `\$?\.?(?P<path>[^`]*)`$")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
_UNKNOWN = re.compile(r"unknown field `(?P<name>[^`]+)`")
_NAME = re.compile(r"[\w.$-]{1,64}", re.ASCII)
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(?P<half>u[dD][89a-fA-F]\w\w)|.)", re.ASCII | re.DOTALL
)

UNNAMED = "(a name that is none)"
"""Stands for an unknown field whose name is no word: it could be an e-mail address, and answers end in logs."""

DOCS = "The dashboard's API page lists every field."


class Reader(Generic[T]):
    """
    Decodes one shape. Fractions become `Decimal`, so that an amount is never rounded on its way. Unless `strict`,
    numbers and truth values may come as text, as they do in forms.
    """

    def __init__(self, shape: type[T], *, strict: bool = True) -> None:
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(shape, float_hook=Decimal, strict=strict)

    def read(self, body: bytes | msgspec.Raw) -> T:
        """Raises `Refused`."""
        try:
            return self._decoder.decode(body)
        except msgspec.ValidationError as error:
            raise _explain(str(error)) from None
        except InvalidOperation:
            cure = "Send numbers that a sum of money or a count can be."
            raise Refused(Reason.INVALID_FIELD, "body", "holds a number beyond all bounds", cure) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if (mended := _mend(bytes(body))) != body:
                return self.read(mended)
            cure = "Send one JSON document in UTF-8."
            raise Refused(Reason.MALFORMED, "body", f"is not valid JSON ({error})", cure) from None
        except RecursionError:
            cure = "Send flat data: nothing of use to an ad platform is nested this deep."
            raise Refused(Reason.TOO_DEEP, "body", "is nested too deep", cure) from None


def _mend(body: bytes) -> bytes:
    """
    Halves of a character become U+FFFD, as everywhere on the web (WHATWG Infra, "scalar value string"): a page that
    cuts a title inside an emoji must not lose all that is sent with it.
    """
    return _ESCAPE.sub(lambda found: found[0] if found["half"] is None else rb"\ufffd", body)


def _explain(message: str) -> Refused:
    """Msgspec's sentence, taken apart. What it quotes of the sender's values is left out."""
    found = _PATH.search(message)
    path = found["path"] if found else ""
    problem = _PATH.sub("", message)
    if missing := _MISSING.search(problem):
        field = f"{path}.{missing['name']}" if path else missing["name"]
        return Refused(Reason.MISSING_FIELD, field, "is missing", f"Add it. {DOCS}")
    if unknown := _UNKNOWN.search(problem):
        name = unknown["name"] if _NAME.fullmatch(unknown["name"]) else UNNAMED
        field = f"{path}.{name}" if path else name
        cure = f"Move it into custom_data, or check its spelling. {DOCS}"
        return Refused(Reason.INVALID_FIELD, field, "is not a known field", cure)
    return Refused(Reason.INVALID_FIELD, path or "body", _sentence(problem), DOCS)


def _sentence(problem: str) -> str:
    if not problem.startswith("Expected "):
        return "is out of range" if "out of range" in problem else "is none of the values it may have"
    expected = problem.replace("`", "").replace("Expected", "expected", 1)
    return f"has the wrong type: {expected}" if ", got " in expected else f"is out of bounds: {expected}"
