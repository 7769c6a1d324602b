"""The composition: every part by name, every route on one screen."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection

from aiohttp import web

from tandem.emulator import leads
from tandem.emulator.edge.handler import other_method, post_events
from tandem.emulator.edge.judge import Judge
from tandem.emulator.memory import Memory
from tandem.emulator.meta import META, Meta
from tandem.emulator.pages import handler as pages
from tandem.emulator.pixel import handler as pixel
from tandem.emulator.pulse import Pulse
from tandem.emulator.quality.handler import get_dataset_quality
from tandem.emulator.request_log import log_request
from tandem.emulator.rules import Rules, granting_order_id, load_rules
from tandem.emulator.sandbox import orders, reading
from tandem.emulator.sandbox.live import live
from tandem.emulator.schedule import Faults
from tandem.emulator.usage import Usage

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes after decompression: a thousand events of 64 KiB."""


def trace_id() -> str:
    """An `fbtrace_id` of the usual form."""
    return "A" + secrets.token_urlsafe(16)


def make_app(
    *,
    clock: Callable[[], float] = time.time,
    trace: Callable[[], str] = trace_id,
    rules: Rules | None = None,
    tokens: Collection[str] | None = None,
    datasets: Collection[str] | None = None,
    app_secret: str = "",
    locale: str | None = None,
    dedup_by_order: bool = False,
    strict: bool = False,
    keep: int = 200_000,
) -> web.Application:
    """
    A Meta to be served. `clock` answers Unix seconds.

    `tokens` and `datasets` restrict who may send and to what (None: any). With an `app_secret` every call needs its
    `appsecret_proof`. `locale` is the language of `error_user_msg`; a token with a locale in it (`…fr_FR…`) has its
    own. `dedup_by_order` grants the rule that Meta grants to select partners. `strict` refuses what Meta only warns
    about. `keep` bounds how many events and
    actions are remembered, newest first.

    Raises `ValueError` for a locale that `error_texts.json` does not have.
    """
    rules = rules or load_rules()
    if locale is not None and locale not in rules.locales:
        raise ValueError(f"locale must be one of {', '.join(sorted(rules.locales))}")
    if dedup_by_order:
        rules = granting_order_id(rules)
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[log_request])
    app[META] = Meta(
        rules=rules,
        judge=Judge(rules, strict=strict),
        memory=Memory(rules.dedup, keep),
        faults=Faults(rules.errors, rules.locales),
        pulse=Pulse(),
        usage=Usage(rules.rates),
        clock=clock,
        trace=trace,
        tokens=tokens,
        datasets=datasets,
        app_secret=app_secret,
        locale=locale or rules.locale,
    )
    app.add_routes([*EDGES, *SANDBOX, *PAGES])
    app.on_shutdown.append(_say_goodbye)
    return app


async def _say_goodbye(app: web.Application) -> None:
    app[META].pulse.close()


PRIVACY_SANDBOX = ("/privacy_sandbox/pixel/register/trigger", "/privacy_sandbox/pixel/register/trigger/")

EDGES = [
    web.post("/{version}/{dataset}/events", post_events),
    web.route("*", "/{version:v[0-9.]+}/{dataset}/events", other_method),
    web.get("/{version:v[0-9.]+}/dataset_quality", get_dataset_quality),
    web.get("/{version:v[0-9.]+}/{lead:[0-9]+}", leads.get_lead),
    web.get("/{version:v[0-9.]+}/{form:[0-9]+}/leads", leads.get_leads),
    *(web.get(path, pixel.track) for path in ("/tr", "/tr/")),
    *(web.post(path, pixel.track) for path in ("/tr", "/tr/")),
    *(web.options(path, pixel.preflight) for path in ("/tr", "/tr/")),
    *(web.get(path, pixel.register_trigger) for path in PRIVACY_SANDBOX),
    *(web.post(path, pixel.register_trigger) for path in PRIVACY_SANDBOX),
    web.get("/en_US/fbevents.js", pixel.serve_library),
    web.get("/signals/config/{pixel:[0-9]+}", pixel.config),
    web.get(r"/signals/plugins/{name:[A-Za-z]\w*}.js", pixel.plugin),
    web.route("*", "/log/{name:[a-z_]+/?}", pixel.hear_log),
    web.route("*", "//log/{name:[a-z_]+/?}", pixel.hear_log),
]

SANDBOX = [
    web.get("/sandbox/received", reading.received),
    web.get("/sandbox/rejected", reading.rejected),
    web.get("/sandbox/pairs", reading.pairs),
    web.get("/sandbox/pairs/{number:[0-9]+}", reading.pair),
    web.get("/sandbox/counted", reading.counted),
    web.get("/sandbox/requests", reading.requests),
    web.get("/sandbox/diagnostics", reading.show_diagnostics),
    web.get("/sandbox/match_quality", reading.show_match_quality),
    web.get("/sandbox/overview", reading.show_overview),
    web.get("/sandbox/live", live),
    web.get("/sandbox/faults", orders.show_faults),
    web.post("/sandbox/faults", orders.order_faults),
    web.delete("/sandbox/faults", orders.clear_faults),
    web.post("/sandbox/leads", leads.fill_in),
    web.post("/sandbox/reset", orders.reset),
]

PAGES = [
    web.get("/", pages.to_events_manager),
    web.get("/events_manager", pages.page),
    web.get("/events_manager/{page:test_events|diagnostics}", pages.page),
    web.get("/built/{name}", pages.asset),
]
