"""The parameters of `/tr/`, from a query or a body, with the bracketed ones (`cd[value]`) gathered into maps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from tandem.emulator.received import Payload
from tandem.emulator.rules import PixelRules

BRACKETED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\[([^\]]*)\]")
TOGETHER = re.compile(r"events\[\d+\]")
MOST = 1_000
"""Parameters of one event."""


async def read_params(request: web.Request) -> dict[str, str]:
    """Query and body parameters as text; where both speak, the body does. Raises what a broken body raises."""
    params = dict(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
    if request.method == "POST":
        params |= await _body_params(request)
    return params


async def _body_params(request: web.Request) -> dict[str, str]:
    if request.content_type == "multipart/form-data":
        return {name: str(value) for name, value in (await request.post()).items()}
    body = (await request.read()).decode(errors="replace")
    return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST))


def each_event(params: dict[str, str]) -> list[dict[str, str]]:
    """
    The parameters of each event: mostly of one.

    Those that the library holds back and sends together come as `batch=1&events[0]=…`, each a query of its own.
    Raises `ValueError` when one has too many parameters.
    """
    queries = [value for name, value in params.items() if TOGETHER.fullmatch(name)]
    if "batch" not in params or not queries:
        return [params]
    return [dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST)) for query in queries]


def gathered(params: Mapping[str, str], rules: PixelRules) -> Payload:
    """
    `{"ev": "Lead", "cd[value]": "1"}` becomes `{"ev": "Lead", "cd": {"value": "1"}}`.

    A parameter that is plain by the rules stays plain: `ev[0]` is no event name.
    """
    plain: Payload = {}
    maps: dict[str, dict[str, str]] = {}
    for name, value in params.items():
        found = BRACKETED.fullmatch(name)
        if found and found[1] not in rules.params:
            maps.setdefault(found[1], {})[found[2]] = value
        else:
            plain[name] = value
    return plain | maps


def twin_key(params: Payload, rules: PixelRules) -> tuple[str, ...]:
    """What two requests about one event share."""
    return tuple(str(params.get(name, "")) for name in rules.same_event)
