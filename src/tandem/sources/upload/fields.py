"""Which of our fields is in which column: `--map`, `--set`, or a file with the rules that JSON sources have."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.sources.backend import BackendEvent
from tandem.sources.mapped.mapping import Options, Translation
from tandem.sources.mapped.rule import Cast, Rule
from tandem.sources.upload.table import BadFile, Row, column

PERSONAL = frozenset(
    [
        *("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id"),
        *("fbp", "fbc", "client_ip_address", "client_user_agent"),
    ]
)
"""The names of `user_data`: developers.facebook.com/docs/marketing-api/conversions-api/parameters"""

USUAL: Mapping[str, Cast] = {"custom_data.value": "number", "custom_data.num_items": "number"}
"""How a column is read where nothing is said."""

NOTHING_SAID = {"event_name": "Purchase"}
"""What holds where neither the options nor the file say so."""

_TOP = frozenset(BackendEvent.__struct_fields__)
_CASTS = frozenset(get_args(Cast))


class MapFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`--map-file`: a table `[map]`, as in the options of a JSON source."""

    map: dict[str, str | Rule]


class Fields:
    """From a row to an event as a backend posts it. `constants` hold where no column says anything."""

    def __init__(self, rules: Mapping[str, Rule], constants: Mapping[str, Any]) -> None:
        self._rules = rules
        self._constants = constants
        self._translation = Translation(Options(map=dict(rules), tells="event", proof="bearer"))

    def has(self, target: str) -> bool:
        return target in self._rules or target in self._constants

    def event(self, row: Row) -> dict[str, Any]:
        """Raises `Refused` for a value that is not written as its rule says. Empty cells say nothing."""
        told = self._translation.documents({name: None if cell == "" else cell for name, cell in row.items()})
        if not told:
            cure = "Add its word to `lookup` in the mapping, or leave the row as it is: it is not sent."
            raise Refused(Reason.MISSING_FIELD, "event_name", "is none that the mapping knows", cure)
        event = told[0]
        for target, value in self._constants.items():
            group, _, name = target.rpartition(".")
            (event.setdefault(group, {}) if group else event).setdefault(name, value)
        return event

    def check_columns(self, columns: Iterable[str]) -> None:
        """Raises `BadFile` for a column that the file does not have."""
        there = list(columns)
        for target, rule in self._rules.items():
            if rule.path and rule.path not in there:
                raise BadFile(f"{target}: there is no column {rule.path}; there are {', '.join(there)}")


def fields_of(pairs: Iterable[str], constants: Mapping[str, str], file: Path | None, *, flat: bool) -> Fields:
    """
    `pairs` before the file. `flat`: the rows are columns with names; else a name is a path into an object, as
    `customer.mail`. Raises `BadFile`.
    """
    told: dict[str, str | Rule] = {**(_from_file(file) if file else {}), **dict(map(halves, pairs))}
    named = {place(target): given for target, given in told.items()}
    rules = {target: _rule_of(target, given, flat=flat) for target, given in named.items()}
    fixed = {target: rule.constant for target, rule in rules.items() if rule.constant is not None}
    columns = {target: rule for target, rule in rules.items() if target not in fixed}
    said = {place(target): value for target, value in constants.items()}
    return Fields(columns, {**NOTHING_SAID, **fixed, **said})


def place(target: str) -> str:
    """`em` is `user_data.em`, `value` is `custom_data.value`; what has a point says for itself."""
    if "." in target or target in _TOP:
        return target
    return f"user_data.{target}" if target in PERSONAL else f"custom_data.{target}"


def _rule_of(target: str, given: str | Rule, *, flat: bool) -> Rule:
    """Of a name, `Betrag`, or with how it is written: `Betrag:decimal_comma`, `Datum:date:%d.%m.%Y`."""
    name = column if flat else str.strip
    try:
        if isinstance(given, Rule):
            return msgspec.structs.replace(given, path=name(given.path))
        head, cast, form = _written(given)
        return Rule(path=name(head), cast=cast or USUAL.get(target), format=form)
    except ValueError as error:
        raise BadFile(f"{target}: {error}") from None


def _written(given: str) -> tuple[str, Cast | None, str]:
    """Column, cast, format: of a date alone."""
    for cast in _CASTS:
        head, sign, rest = given.rpartition(f":{cast}")
        if sign and (not rest or (cast == "date" and rest.startswith(":"))):
            return head, cast, rest[1:]
    return given, None, ""


def _from_file(path: Path) -> dict[str, str | Rule]:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), MapFile).map
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadFile(f"{path} is no mapping: {error}. docs/upload.md shows one.") from None


def halves(pair: str) -> tuple[str, str]:
    """`FIELD=COLUMN` in two. Raises `BadFile`."""
    target, sign, name = pair.partition("=")
    if not sign or not target.strip() or not name.strip():
        raise BadFile(f"{pair} is no pair: write FIELD=COLUMN, e.g. order_id=Bestellnummer")
    return target.strip(), name.strip()
