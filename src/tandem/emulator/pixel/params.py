"""The parameters of `/tr/`, from a query or a body, with the bracketed ones (`cd[value]`) gathered into maps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from tandem.emulator.received import Payload

BRACKETED = re.compile(r"([a-z]+)\[([^\]]*)\]")


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
    return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=1_000))


def gathered(params: Mapping[str, str]) -> Payload:
    """`{"ev": "Lead", "cd[value]": "1"}` becomes `{"ev": "Lead", "cd": {"value": "1"}}`."""
    return dict(_plain(params.items())) | _maps(params.items())


def _plain(items: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in items if not BRACKETED.fullmatch(name))


def _maps(items: Iterable[tuple[str, str]]) -> Payload:
    maps: Payload = {}
    for name, value in items:
        if found := BRACKETED.fullmatch(name):
            maps.setdefault(found[1], {})[found[2]] = value
    return maps
