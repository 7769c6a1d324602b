"""How an answer leaves: its body, with the headers that Graph puts on every one."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tandem.emulator.edge import answer
from tandem.emulator.edge.tokens import TOKEN, token_of
from tandem.emulator.meta import META
from tandem.emulator.received import Refused
from tandem.emulator.rules import ErrorRule
from tandem.emulator.usage import FULL

LOCALE = web.RequestKey("locale", str)
"""The language that a fault has ordered for this request."""

LOAD = web.RequestKey("load", int)
"""The share of the allowance, in per cent, that a fault has ordered for this request to show."""


def locale_of(request: web.Request) -> str:
    """The language of whoever owns the token: ordered by a fault, named in the token, or the emulator's own."""
    meta = request.app[META]
    token = request.get(TOKEN) or token_of(request, "")
    named = (locale for locale in sorted(meta.rules.locales) if locale in token)
    return request.get(LOCALE) or next(named, meta.locale)


def success(request: web.Request, events: int) -> web.Response:
    """The batch was taken."""
    trace = request.app[META].trace()
    return reply(request, answer.success(events, trace), trace)


def failure(
    request: web.Request, rule: ErrorRule, refused: Refused, status: int | None = None
) -> tuple[web.Response, dict[str, Any]]:
    """
    The request was refused, or meets an ordered error: the response, and the `error` in it.

    A rate limit shows a used-up allowance.
    """
    meta = request.app[META]
    trace = meta.trace()
    if rule.code in meta.rules.rates.limit_codes:
        request[LOAD] = FULL
    body = answer.error(rule, refused, trace, locale_of(request))
    return reply(request, body, trace, status or rule.http), body["error"]


def reply(request: web.Request, body: dict[str, Any], trace: str, status: int = 200) -> web.Response:
    """JSON with `x-fb-trace-id` and the usage headers."""
    meta, score = request.app[META], request.app[META].rules.rates.score
    used = meta.usage.spend(score.read if request.method == "GET" else score.write, meta.clock())
    dataset = request.match_info.get("dataset") or request.query.get("dataset_id", "")
    headers = meta.usage.headers(request.get(LOAD, used), dataset) | {"x-fb-trace-id": trace}
    return web.json_response(body, status=status, headers=headers)
