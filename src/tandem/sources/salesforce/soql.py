"""
The question for the records that changed: what the mapping looks at, and nothing else. Pure.
Source: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from tandem.sources.asking.paging import utc
from tandem.sources.salesforce.options import Options

CHANGED = "SystemModstamp"
"""When a record was changed last, by whomever: also by an import or a trigger, which LastModifiedDate passes over."""

_NAME = r"[A-Za-z][A-Za-z0-9_]*"
_FIELD = re.compile(rf"{_NAME}(?:\.{_NAME})*", re.ASCII)
_CHILD = re.compile(rf"(?P<relation>{_NAME})\.records\[(?P<number>\d)\]\.(?P<field>{_NAME}(?:\.{_NAME})*)", re.ASCII)
_NOT_ASKED = ("attributes", "notification")
"""What every answer holds anyway, and what only an outbound message does."""

_ORDER = {"OpportunityContactRoles": " ORDER BY IsPrimary DESC"}
"""Who of several people a deal is about."""


def soql(options: Options, since: datetime) -> str:
    """Oldest change first. Raises `ValueError` for a path that is no field of a record."""
    if not re.fullmatch(_NAME, options.object):
        raise ValueError('options: object must say which records are asked for, e.g. "Opportunity"')
    fields = ", ".join(_fields(options.translation.paths))
    also = f" AND ({options.where})" if options.where else ""
    asked = f"SELECT {fields} FROM {options.object} WHERE {CHANGED} >= {utc(since)}Z{also}"  # noqa: S608 - the owner's words
    return f"{asked} ORDER BY {CHANGED} ASC, Id ASC"


def _fields(paths: Iterable[str]) -> list[str]:
    plain, children = {"Id": None, CHANGED: None}, dict[str, list[tuple[int, str]]]()
    for path in paths:
        if path.split(".")[0] in _NOT_ASKED:
            continue
        if child := _CHILD.fullmatch(path):
            children.setdefault(child["relation"], []).append((int(child["number"]), child["field"]))
        elif _FIELD.fullmatch(path):
            plain[path] = None
        else:
            raise ValueError(f"options: {path} is no field of Salesforce: Name, Account.Name, Roles.records[0].Name")
    return [*plain, *(_subquery(relation, found) for relation, found in children.items())]


def _subquery(relation: str, found: list[tuple[int, str]]) -> str:
    fields = ", ".join(dict.fromkeys(field for _, field in found))
    most = max(number for number, _ in found) + 1
    return f"(SELECT {fields} FROM {relation}{_ORDER.get(relation, '')} LIMIT {most})"  # noqa: S608 - names alone
