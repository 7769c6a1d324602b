"""
GET /p.gif: the image in a page's <noscript>. It counts one page view of a browser without JavaScript, by the server leg
alone, where a site need not ask first: nobody could answer. It sets no cookie. See docs/noscript.md.
"""

from __future__ import annotations

import base64

import msgspec

from tandem import accept
from tandem.doors import browser, carry, cookies
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Headers, Reply, refused, try_later
from tandem.doors.request import Scope
from tandem.event.errors import NotDurable, Refusal, Refused
from tandem.event.outcome import Reason
from tandem.identity.browser_ids import newest_click
from tandem.sources import noscript, tag
from tandem.sources.arrival import Arrival

HEADERS: Headers = [
    ("content-type", "image/gif"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("x-content-type-options", "nosniff"),
]
IMAGE = Reply(200, base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), HEADERS)
"""One transparent point, whether the view was counted or not."""


async def get(scope: Scope, hall: Hall) -> Reply:
    page = scope.headers.get("referer") or ""
    entrance = _entrance_of(page, hall)
    if entrance is None:
        return _turned_away(hall)
    arrival = accept.from_browser(tag.TagConsent(ads="unknown"), _came(scope, page, entrance, hall), entrance.site)
    if not entrance.site.destinations or carry.allowed(arrival, entrance) != "granted":
        return IMAGE
    return await _count(page, arrival, entrance, hall)


async def _count(page: str, arrival: Arrival, entrance: Entrance, hall: Hall) -> Reply:
    view = noscript.page_view(page, hall.mint(), arrival)
    try:
        hall.room.enter()
        hall.room.take(len(view))
        [receipt] = await accept.accept([view], arrival, entrance.site, hall.journal, tag.parse)
    except Refused as refusal:
        return _refused(entrance.site.name, refusal.refusal, hall)
    except NotDurable as problem:
        return try_later(str(problem))
    return _refused(entrance.site.name, receipt, hall) if isinstance(receipt, Refusal) else IMAGE


def _came(scope: Scope, page: str, entrance: Entrance, hall: Hall) -> Arrival:
    """Who has no JavaScript has no banner: here Do Not Track counts as Global Privacy Control does."""
    came = browser.arrival_of(scope, cookies.read(scope.headers.get("cookie")), entrance, hall)
    return msgspec.structs.replace(
        came,
        source="noscript",
        fbc=newest_click(came.fbc, noscript.landing_click(page, came)),
        gpc=came.gpc or scope.headers.get("dnt") == "1",
    )


def _entrance_of(page: str, hall: Hall) -> Entrance | None:
    """The site that lists the origin of the page. An image's request has no other word for it than the referrer."""
    scheme, _, rest = page.partition("://")
    host = rest.partition("/")[0]
    return hall.entrances.get(hall.origins.get(f"{scheme}://{host}", ""))


def _turned_away(hall: Hall) -> Reply:
    cure = (
        'Put the image on a page that the site lists in its origins, with referrerpolicy="no-referrer-when-downgrade": '
        "`tandem tag` prints it."
    )
    return _refused("", Refusal(Reason.UNKNOWN_ORIGIN, "referer", "is not a page that any site lists", cure), hall)


def _refused(site: str, refusal: Refusal, hall: Hall) -> Reply:
    hall.tally.count(site, "noscript", refusal)
    return refused(refusal)
