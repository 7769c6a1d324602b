"""The page, and the two files it loads. Every address of the page gets the same one: it routes in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from tandem.kit.built import NotBuilt
from tandem.web.view import View

HERE = Path(__file__).parent
PLACES = [
    "/",
    "/events",
    "/events/{number:int}",
    "/orders",
    "/recovered",
    "/match-quality",
    "/captured",
    "/dead",
    "/reference",
]
ASSETS = {"dashboard.js": "text/javascript; charset=utf-8", "dashboard.css": "text/css; charset=utf-8"}


@get(PLACES, include_in_schema=False, media_type=MediaType.HTML, sync_to_thread=False)
def page(view: NamedDependency[View], number: FromPath[int | None] = None) -> Response[bytes]:
    """503 with what to do about it when the pages have not been built."""
    try:
        view.built("dashboard.js")
    except NotBuilt:
        return Response((HERE / "not_built.html").read_bytes(), status_code=503)
    return Response((HERE / "page.html").read_bytes())


@get("/assets/{name:str}", include_in_schema=False, sync_to_thread=False)
def asset(view: NamedDependency[View], name: FromPath[str]) -> Response[bytes]:
    if name not in ASSETS:
        raise NotFoundException(f"There is no {name}.")
    try:
        return Response(view.built(name), media_type=ASSETS[name])
    except NotBuilt as missing:
        raise NotFoundException(str(missing)) from None


@get("/favicon.svg", include_in_schema=False, media_type="image/svg+xml", sync_to_thread=False)
def favicon() -> bytes:
    return (HERE / "favicon.svg").read_bytes()


HANDLERS: tuple[Any, ...] = (page, asset, favicon)
