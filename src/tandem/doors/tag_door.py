"""POST /e: the tag's door. Any page may knock; only the pages a site lists are let in."""

from __future__ import annotations

from tandem import accept
from tandem.doors import browser, carry, cookies, pages
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Headers, Reply, json_reply, refused, try_later
from tandem.doors.request import Body, Scope, read_body
from tandem.doors.results import results, status_of
from tandem.event.entry import Taken
from tandem.event.errors import NotDurable, Refused
from tandem.sources import tag
from tandem.sources.arrival import Arrival


async def post(scope: Scope, body: Body, hall: Hall) -> Reply:
    entrance = pages.entrance_of(scope, hall)
    if entrance is None:
        return pages.turned_away(hall)
    cors = pages.cors(pages.origin_of(scope))
    stored = cookies.read(scope.headers.get("cookie"))
    try:
        hall.room.enter()
        content = await read_body(scope, body, hall.limits.tag_bytes, hall.limits.body_seconds)
        hall.room.take(len(content))
        message = tag.read(content)
        arrival = accept.from_browser(message.consent, browser.arrival_of(scope, stored, entrance, hall), entrance.site)
        message = carry.joined(message, arrival, scope, entrance, hall)
        arrival = tag.with_ids(arrival, message.visit)
        receipts = await accept.from_tag(message, arrival, entrance.site, hall.journal)
        carry.note(message, arrival, entrance, hall)
    except Refused as refusal:
        hall.tally.count(entrance.site.name, "tag", refusal.refusal)
        return refused(refusal.refusal, cors)
    except NotDurable as problem:
        return try_later(str(problem), cors)
    for receipt in receipts:
        if not isinstance(receipt, Taken):
            hall.tally.count(entrance.site.name, "tag", receipt)
    return json_reply(
        status_of(receipts), results(receipts), [*cors, *_cookies(scope, message, arrival, stored, entrance)]
    )


def _cookies(
    scope: Scope, message: tag.TagMessage, arrival: Arrival, stored: cookies.Stored, entrance: Entrance
) -> Headers:
    """A granted visit keeps its cookies for 90 days, also where scripts may not; a refused one loses them."""
    answer = carry.allowed(arrival, entrance)
    if answer == "denied":
        return cookies.expire(entrance.cookie_domain, secure=entrance.secure)
    # No script hears the answer to a beacon: a refusal may have taken the cookies away before it comes.
    if answer == "unknown" or scope.headers.get("sec-fetch-mode") == "no-cors":
        return []
    told = (message.visit.fbp, message.visit.fbc)
    # A visit that was carried here goes on, whatever this domain knew of the browser before.
    fbp, fbc = told if message.visit.redeem else cookies.restored(told, stored)
    return cookies.repeat(fbp, fbc, stored.clicks, entrance.cookie_domain, secure=entrance.secure)
