"""POST /v: a page that was reached with a reference asks, once, for the visit behind it, so that its cookies go on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from tandem import accept
from tandem.doors import browser, carry, cookies, pages
from tandem.doors.hall import Entrance, Hall
from tandem.doors.reply import Reply, json_reply, refused
from tandem.doors.request import Body, Scope, read_body
from tandem.event.click import wire_clicks
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.identity.browser_ids import newest_click
from tandem.sources.shape import Reader
from tandem.sources.tag import TagConsent


class VisitAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the tag asks."""

    v: Literal[1]
    consent: TagConsent
    reference: Annotated[str, msgspec.Meta(max_length=64)]
    fbp: Annotated[str, msgspec.Meta(max_length=500, description="The _fbp that this browser goes by here.")]
    fbc: Annotated[str, msgspec.Meta(max_length=600, description="The _fbc it has here.")] | None = None


class Ids(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """As the tag tells them with its messages."""

    fbp: str
    fbc: str | None = None
    clicks: dict[str, Any] = {}


class VisitTold(msgspec.Struct, frozen=True, kw_only=True):
    """The first page's visit, to go on with, and the cookies that its page sets for that, by name."""

    visit: Ids
    cookies: dict[str, str]


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    reason: Literal["unknown_reference"] = "unknown_reference"
    problem: str = "there is no visit under this reference, or not for this page"
    cure: str = (
        "Nothing to mend if it was used before or is too old. Else name this page's domain in `domains` of "
        "[site.tag.bridge] of the site that the visitor came from."
    )


class NotHere(msgspec.Struct, frozen=True):
    """Nobody is told which of the causes it was: a guess must not learn from the answer."""

    error: Unknown = Unknown()


_questions = Reader(VisitAsked)


async def post(scope: Scope, body: Body, hall: Hall) -> Reply:
    entrance = pages.entrance_of(scope, hall)
    if entrance is None:
        return pages.turned_away(hall)
    cors = pages.cors(pages.origin_of(scope))
    try:
        asked = _questions.read(await read_body(scope, body, hall.limits.tag_bytes, hall.limits.body_seconds))
        _check_consent(asked, scope, entrance, hall)
    except Refused as refusal:
        hall.tally.count(entrance.site.name, "tag", refusal.refusal)
        return refused(refusal.refusal, cors)
    carried = carry.redeemed(asked.reference, asked.fbp, scope, entrance, hall)
    if carried is None:
        return json_reply(404, NotHere(), cors)
    fbc = newest_click(asked.fbc, carried.fbc)
    clicks = cookies.clicks_text(carried.clicks)
    kept = {"fbp": carried.fbp, "fbc": fbc, "clicks": clicks}
    told = VisitTold(
        visit=Ids(fbp=carried.fbp, fbc=fbc, clicks=wire_clicks(carried.clicks)),
        cookies={cookies.NAMES[key]: value for key, value in kept.items() if value},
    )
    again = cookies.repeat(carried.fbp, fbc, clicks, entrance.cookie_domain, secure=entrance.secure)
    return json_reply(200, told, [*cors, *again])


def _check_consent(asked: VisitAsked, scope: Scope, entrance: Entrance, hall: Hall) -> None:
    stored = cookies.read(scope.headers.get("cookie"))
    arrival = accept.from_browser(asked.consent, browser.arrival_of(scope, stored, entrance, hall), entrance.site)
    if carry.allowed(arrival, entrance) != "granted":
        cure = "Ask after the visitor has allowed it on this page."
        raise Refused(Reason.NO_CONSENT, "consent.ads", "does not allow it", cure)
