"""The dashboard as an ASGI application."""

from __future__ import annotations

from collections.abc import Collection

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from tandem.ledger.reports.snapshot import NoLedger
from tandem.web import api, dead, errors, openapi, orders, pages
from tandem.web.guard import guard
from tandem.web.live import live
from tandem.web.metrics import metrics
from tandem.web.view import View


def make_app(view: View, *, hosts: Collection[str], version: str, doors: openapi.Document) -> ASGIApp:
    """
    Read only, but for errands: the worker can be asked to send dead letters again. `hosts` are the names it answers to;
    `doors` is the part of the OpenAPI document that describes the gateway.
    """
    desk = orders.OrderDesk(view)
    app = Litestar(
        route_handlers=[_api(), *pages.HANDLERS],
        dependencies={
            "view": Provide(lambda: view, sync_to_thread=False),
            "desk": Provide(lambda: desk, sync_to_thread=False),
        },
        exception_handlers={NoLedger: errors.no_ledger, HTTPException: errors.http, Exception: errors.fault},
        openapi_config=openapi.config(version, doors),
        logging_config=None,
    )
    return guard(app, hosts)


def _api() -> Router:
    handlers = [
        api.overview,
        api.healthy,
        api.alive,
        metrics,
        api.balance,
        api.proof,
        api.events,
        api.event,
        api.event_match_quality,
        api.match_quality,
        api.recovered,
        api.event_names,
        api.test_codes,
        api.reasons,
        api.captured,
        *dead.HANDLERS,
        *orders.HANDLERS,
        live,
    ]
    filters = {"filters": Provide(api.filters, sync_to_thread=False)}
    return Router("/", route_handlers=handlers, dependencies=filters, tags=[openapi.DASHBOARD])
