"""
What is not identity must hold none: personal data and secrets leave addresses and custom data before these are kept.

Meta forbids readable personal data in URLs and parameters, and puts `_removed_` in its place where it finds some; so
do we, before anything is stored or logged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import NoneType
from typing import Any
from urllib.parse import unquote

from tandem.event.person import Unusable
from tandem.identity.keys import tellable
from tandem.identity.personal import are_nobodys, holds_email, is_personal_key

REMOVED = "_removed_"

_DEEPEST = 8
_NAME = re.compile(r"[?&#;]([^?&#;=]*+)=")
_PAIR = re.compile(r"([?&#;])([^?&#;=]*)=([^?&#;]+)")
_ENCODED_PAIR = re.compile(r"%(?:25)*3d", re.IGNORECASE)
_AT = re.compile(r"@|%(?:25)*40")
_ENCODED = re.compile(r"%(?:25)*(?:40|3[dD])")
"""An `@` or a `=`, however often it was encoded."""

_USER_INFO = re.compile(r"^((?:[a-z][a-z0-9+.-]*:)?//)[^/?#@]*@", re.IGNORECASE)
_PIECE = re.compile(r"[^/?&#;=]+")
_CURE = "Send what identifies the customer in user_data, where it is hashed, and nowhere else."

_NESTED = frozenset({dict, list, tuple})
_HARMLESS = frozenset({bool, int, float, Decimal, NoneType})

_Path = tuple[str, ...]


def clean_url(url: str) -> str:
    """
    The address without personal data: values under a personal or secret name (`email`, `phone`, `token`…) and values
    that hold an e-mail address, in query, fragment or path, become `_removed_`; a user name before the host goes.

    All else stays byte for byte: click ids, `utm_…`, order, encoding. Clean twice and nothing more changes.
    """
    if not _is_suspect_url(url):
        return url
    named = _PAIR.sub(_clean_pair, url)
    if not _AT.search(named):
        return named
    return _PIECE.sub(_clean_piece, _USER_INFO.sub(r"\1", named))


def _is_suspect_url(url: str) -> bool:
    """A glance: most addresses hold no `@` and no personal name, and need not be taken apart."""
    if "@" in url or ("%" in url and _ENCODED.search(url)):
        return True
    if "=" not in url:
        return False
    names = _NAME.findall(url)
    return not are_nobodys(names) and any(map(is_personal_key, names))


def _clean_pair(pair: re.Match[str]) -> str:
    mark, name, value = pair.groups()
    if is_personal_key(name) or ("%" in value and _nests_personal_pair(value)):
        return f"{mark}{name}={REMOVED}"
    return pair[0]


def _nests_personal_pair(value: str) -> bool:
    """True when the value is itself an address, encoded, with a personal value in it: `?back=%2Fthanks%3Femail%3D…`."""
    if not _ENCODED_PAIR.search(value):
        return False
    return any(is_personal_key(name) for _, name, _ in _PAIR.findall(unquote(unquote(value))))


def _clean_piece(piece: re.Match[str]) -> str:
    return REMOVED if holds_email(piece[0]) else piece[0]


def clean_data(custom_data: dict[str, Any]) -> tuple[dict[str, Any], tuple[Unusable, ...]]:
    """
    The custom data without personal data, and what was dropped: values under a personal or secret name, texts that
    hold an e-mail address, anything deeper than eight levels. The rest is kept as it came; the input is not changed.
    """
    if not _is_suspect(custom_data, _DEEPEST - 1):
        return custom_data, ()
    dropped: list[Unusable] = []
    cleaned = _clean_mapping(custom_data, ("custom_data",), dropped)
    return cleaned, tuple(dict.fromkeys(dropped))


def _is_suspect(nested: Any, levels: int) -> bool:
    """A glance: most data have no personal name, no `@` or `%` in a text, and nest no deeper than `levels` more."""
    if type(nested) is dict:
        if not are_nobodys(nested) and any(map(is_personal_key, nested)):
            return True
        nested = nested.values()
    for value in nested:
        kind = type(value)
        if kind is str:
            if "@" in value or "%" in value:
                return True
        elif kind not in _HARMLESS and (kind not in _NESTED or levels == 0 or _is_suspect(value, levels - 1)):
            return True
    return False


def _clean_mapping(values: Mapping[str, Any], path: _Path, dropped: list[Unusable]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in values.items():
        problem = "is personal data or a secret" if is_personal_key(name) else _problem(value, path)
        if problem:
            dropped.append(_unusable((*path, name), problem))
        else:
            kept[name] = _clean_value(value, (*path, name), dropped)
    return kept


def _clean_items(items: Sequence[Any], path: _Path, dropped: list[Unusable]) -> list[Any]:
    kept: list[Any] = []
    for item in items:
        if problem := _problem(item, path):
            dropped.append(_unusable(path, problem))
        else:
            kept.append(_clean_value(item, (*path, ""), dropped))
    return kept


def _clean_value(value: Any, path: _Path, dropped: list[Unusable]) -> Any:
    if isinstance(value, dict):
        return _clean_mapping(value, path, dropped)
    if isinstance(value, (list, tuple)):
        return _clean_items(value, path, dropped)
    return value


def _problem(value: Any, path: _Path) -> str | None:
    """What is wrong with a value that stands inside `path`."""
    if isinstance(value, str):
        return "holds an e-mail address" if holds_email(value) else None
    if len(path) >= _DEEPEST and type(value) in _NESTED:
        return f"is nested deeper than {_DEEPEST} levels"
    return None


def _unusable(path: _Path, problem: str) -> Unusable:
    return Unusable(".".join(tellable(name, "…") for name in path if name), problem, _CURE)
