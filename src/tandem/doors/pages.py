"""What the doors for web pages have in common: which pages are let in, and how a browser is told so."""

from __future__ import annotations

from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Headers, Reply, refused
from tandem.doors.request import Scope
from tandem.event.errors import Refusal
from tandem.event.outcome import Reason

PREFLIGHT_AGE = "86400"


def entrance_of(scope: Scope, hall: Hall) -> Entrance | None:
    """The site that lists the page's origin."""
    return hall.entrances.get(hall.origins.get(origin_of(scope), ""))


def origin_of(scope: Scope) -> str:
    return scope.headers.get("origin") or ""


def preflight(scope: Scope, hall: Hall) -> Reply:
    """Our tag asks none; a page with a fetch of its own may."""
    origin = origin_of(scope)
    if origin not in hall.origins:
        return turned_away(hall)
    allowed = [("access-control-allow-methods", "POST"), ("access-control-allow-headers", "content-type")]
    return Reply(204, b"", [*cors(origin), *allowed, ("access-control-max-age", PREFLIGHT_AGE)])


def cors(origin: str) -> Headers:
    return [
        ("access-control-allow-origin", origin),
        ("access-control-allow-credentials", "true"),
        ("vary", "origin"),
    ]


def turned_away(hall: Hall) -> Reply:
    cure = "Add the page's origin to the site's origins in tandem.toml, e.g. https://www.example.com."
    refusal = Refusal(Reason.UNKNOWN_ORIGIN, "origin", "is not a page that any site lists", cure)
    hall.tally.count("", "tag", refusal)
    return refused(refusal)
