"""POST /e: the tag's door. Any page may knock; only the pages a site lists are let in."""

from __future__ import annotations

from tandem import accept
from tandem.doors import carry, cookies, pages
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Headers, Reply, json_reply, refused, try_later
from tandem.doors.request import Body, Scope, read_body
from tandem.doors.results import results, status_of
from tandem.event.errors import NotDurable, Refusal, Refused
from tandem.identity.address import client_address
from tandem.sources import tag
from tandem.sources.arrival import Arrival


async def post(scope: Scope, body: Body, hall: Hall) -> Reply:
    entrance = pages.entrance_of(scope, hall)
    if entrance is None:
        return pages.turned_away(hall)
    cors = pages.cors(pages.origin_of(scope))
    try:
        content = await read_body(scope, body, hall.limits.tag_bytes, hall.limits.body_seconds)
        came = _arrival(scope, hall)
        message = carry.joined(tag.read(content), came, scope, entrance, hall)
        receipts = await accept.from_tag(message, came, entrance.site, hall.journal)
        carry.note(message, tag.with_visit(came, message), entrance, hall)
    except Refused as refusal:
        hall.tally.count(entrance.site.name, "tag", refusal.refusal)
        return refused(refusal.refusal, cors)
    except NotDurable as problem:
        return try_later(str(problem), cors)
    for receipt in receipts:
        if isinstance(receipt, Refusal):
            hall.tally.count(entrance.site.name, "tag", receipt)
    return json_reply(status_of(receipts), results(receipts), [*cors, *_cookies(message, scope, entrance)])


def _arrival(scope: Scope, hall: Hall) -> Arrival:
    stored = cookies.read(scope.headers.get("cookie"))
    return Arrival(
        source="tag",
        received_at=hall.clock(),
        client_ip_address=client_address(scope.client, _forwarded_for(scope), hall.trusted, allow_private=True),
        client_user_agent=scope.headers.get("user-agent"),
        fbp=stored.get("fbp"),
        fbc=stored.get("fbc"),
        gpc=scope.headers.get("sec-gpc") == "1",
    )


def _forwarded_for(scope: Scope) -> str | None:
    """The whole way: a proxy may add a line of its own instead of lengthening the one it was sent."""
    return ",".join(scope.headers.get_all("x-forwarded-for")) or None


def _cookies(message: tag.TagMessage, scope: Scope, entrance: Entrance) -> Headers:
    """A granted visit keeps its cookies for 90 days, also where scripts may not; a refused one loses them."""
    answer = carry.allowed(message.consent.ads, scope.headers.get("sec-gpc") == "1", entrance)
    if answer == "denied":
        return cookies.expire(entrance.cookie_domain, secure=entrance.secure)
    if answer == "unknown":
        return []
    visit = {"fbp": message.visit.fbp, "fbc": message.visit.fbc}
    values = [(key, value) for key, value in visit.items() if value]
    return cookies.repeat(values, entrance.cookie_domain, secure=entrance.secure)
