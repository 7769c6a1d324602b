"""Failures as the dashboard's API tells them: always a problem and a cure."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from tandem.kit.signals import note
from tandem.ledger.reports.snapshot import NoLedger

AnyRequest = Request[Any, Any, Any]


def told(status: int, problem: str, cure: str) -> Response[dict[str, Any]]:
    content = {"error": {"problem": problem, "cure": cure}}
    return Response(content, status_code=status, media_type="application/json")


def no_ledger(_: AnyRequest, __: NoLedger) -> Response[dict[str, Any]]:
    return told(503, "The worker has not made the ledger yet.", "Start it with `tandem serve`; this page then goes on.")


def http(_: AnyRequest, error: HTTPException) -> Response[dict[str, Any]]:
    """A request that cannot be answered. The reasons name parameters, never their values."""
    named = error.extra if isinstance(error.extra, list) else []
    problems = [f"{each['key']}: {each['message']}" for each in named if "key" in each and "message" in each]
    detail = "; ".join(problems) if error.status_code == 400 and problems else error.detail
    return told(error.status_code, detail, "See the API page: /reference.")


def fault(request: AnyRequest, error: Exception) -> Response[dict[str, Any]]:
    note("dashboard.fault", path=request.url.path, kind=type(error).__name__, fault=error)
    return told(500, "A fault in Tandem.", "Reload; if it stays, please report it with the dashboard's log.")
