"""One rule of a mapping: where a value lies in the message, and what must be done to it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason

Cast = Literal["text", "number", "decimal_comma", "minor_units", "seconds", "milliseconds", "iso8601", "date"]

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_PATH = re.compile(r"(?:\.?[^.\[\]]+|\[\d+\])+")
_FIELD = re.compile(r"\{([^{}]+)\}")


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"cast": "as"}):
    """One of `path`, `constant`, `template`; then `lookup`, then `as`."""

    path: str = ""
    """Where it lies: `data.customer.emails[0]`."""
    constant: Any = None
    template: str = ""
    """Several values in one text: `{shop.id}-{order.number}`."""
    lookup: dict[str, Any] = {}
    """Their word → ours. A word that is not listed is no value."""
    cast: Cast | None = None
    """
    How it is written: `decimal_comma` is 1.234,50; `minor_units` are cents; moments become Unix seconds. Without it,
    as it stands.
    """
    digits: int = 2
    """Of `minor_units`: how many digits the currency has after the point."""
    format: str = ""
    """Of `date`: as Python's strptime reads it, e.g. `%d.%m.%Y %H:%M`."""
    zone: str = "UTC"
    """Of moments without a zone: whose clock it was, e.g. `Europe/Berlin`."""

    @property
    def paths(self) -> list[str]:
        """Everything in the message that it looks at."""
        return [path for path in [self.path, *_FIELD.findall(self.template)] if path]

    def __post_init__(self) -> None:
        if sum(map(bool, (self.path, self.template, self.constant is not None))) != 1:
            raise ValueError("give one of path, constant, template")
        for path in self.paths:
            if not _PATH.fullmatch(path):
                raise ValueError(f"{path} is no path: write names and [numbers], e.g. data.items[0].id")
        if self.cast == "date" and not self.format:
            raise ValueError('as = "date" needs a format, e.g. "%d.%m.%Y %H:%M"')
        ZoneInfo(self.zone)

    def value(self, document: Any, target: str) -> Any:
        """What the message says, in our words; None where it says nothing. Raises `Refused`."""
        found = self._found(document)
        if self.lookup:
            found = self.lookup.get(str(found))
        if found is None or found == "" or self.cast is None:
            return found.strip() if isinstance(found, str) else found
        try:
            return _CASTS[self.cast](found, self)
        except (ValueError, InvalidOperation, TypeError, OverflowError):
            problem = f"at {self.path or self.template} is not written as {self.cast}"
            raise Refused(
                Reason.INVALID_FIELD, target, problem, "Compare `as` in the mapping with the message."
            ) from None

    def _found(self, document: Any) -> Any:
        if self.constant is not None:
            return self.constant
        return filled(self.template, document) if self.template else look(document, self.path)


def look(document: Any, path: str) -> Any:
    """The value at `path`, or None."""
    for name, number in _STEP.findall(path):
        if name:
            document = document.get(name) if isinstance(document, Mapping) else None
        else:
            here = isinstance(document, list) and int(number) < len(document)
            document = document[int(number)] if here else None
    return document


def filled(template: str, document: Any) -> str | None:
    """The text with every value in it, or None where one is missing."""
    values = [look(document, path) for path in _FIELD.findall(template)]
    if any(value is None or isinstance(value, (dict, list)) for value in values):
        return None
    rest = iter(values)
    return _FIELD.sub(lambda _: str(next(rest)), template)


def _comma(found: Any, rule: Rule) -> Decimal:
    return _finite(Decimal(str(found).strip().replace(".", "").replace(" ", "").replace(",", ".")))


def _minor(found: Any, rule: Rule) -> Decimal:
    return _finite(Decimal(str(found)).scaleb(-rule.digits))


def _number(found: Any, rule: Rule) -> Decimal:
    return _finite(Decimal(str(found).strip()))


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("not finite")
    return number


def _iso(found: Any, rule: Rule) -> int:
    return _seconds(datetime.fromisoformat(str(found).strip()), rule)


def _date(found: Any, rule: Rule) -> int:
    return _seconds(datetime.strptime(str(found).strip(), rule.format), rule)  # noqa: DTZ007 - the zone follows


def _seconds(moment: datetime, rule: Rule) -> int:
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(rule.zone))).timestamp())


_CASTS: Mapping[Cast, Callable[[Any, Rule], Any]] = {
    "text": lambda found, _: str(found).strip(),
    "number": _number,
    "decimal_comma": _comma,
    "minor_units": _minor,
    "seconds": lambda found, _: int(found),
    "milliseconds": lambda found, _: int(found) // 1000,
    "iso8601": _iso,
    "date": _date,
}
