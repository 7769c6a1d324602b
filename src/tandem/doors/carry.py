"""
A visit carried from one domain to the next. The first page tells a reference (`visit.reference`) before it sends the
visitor on; the next one gives it (`visit.redeem`) with its own events, which then are of the first page's visit.
"""

from __future__ import annotations

import re

import msgspec

from tandem.consent.regions import policy_of
from tandem.doors.hall import Entrance, Hall
from tandem.doors.pages import origin_of
from tandem.doors.request import Scope
from tandem.event.click import wire_clicks
from tandem.event.model import Ads
from tandem.event.visit import Carried
from tandem.identity.browser_ids import BrowserId, newest_click, parse_fbc, parse_fbp
from tandem.identity.clicks import clean_clicks
from tandem.kit.secret import fingerprint
from tandem.sources.arrival import Arrival
from tandem.sources.tag import TagMessage, Visit

_REFERENCE = re.compile(r"[\w-]{22,64}", re.ASCII)
"""128 bits or more, in the letters of base64url: what is shorter could be guessed."""


def allowed(arrival: Arrival, entrance: Entrance) -> Ads:
    """What the answer that was heard, or its absence, comes to here: `unknown` is a question that still stands."""
    ads = arrival.grants.ads
    if ads != "unknown":
        return ads
    asks = policy_of(entrance.site.consent, arrival.region) == "opt-in"
    return "unknown" if asks else "granted"


def joined(message: TagMessage, arrival: Arrival, scope: Scope, entrance: Entrance, hall: Hall) -> TagMessage:
    """The message with what its page was reached with; as it is, where that is nothing or may not be."""
    visit = message.visit
    if not visit.redeem or allowed(arrival, entrance) != "granted":
        return message
    carried = redeemed(visit.redeem, visit.fbp or arrival.fbp or "", scope, entrance, hall)
    return message if carried is None else msgspec.structs.replace(message, visit=_continued(visit, carried))


def redeemed(reference: str, redeemer: str, scope: Scope, entrance: Entrance, hall: Hall) -> Carried | None:
    """The visit behind a reference, if this page's domain is one that its site sends visitors on to."""
    now = hall.clock()
    first = hall.entrances.get(hall.visits.origin_of(reference, now) or "")
    if first is None or not redeemer or not _leads_to(first, entrance, origin_of(scope)):
        return None
    return hall.visits.redeem(reference, redeemer, now)


def note(message: TagMessage, arrival: Arrival, entrance: Entrance, hall: Hall) -> None:
    """Keep what may be asked for on the next domain; after a refusal, forget it."""
    answer = allowed(arrival, entrance)
    if answer != "denied" and not message.visit.reference:
        return
    fbp = message.visit.fbp or arrival.fbp
    if not fbp or not isinstance(parse_fbp(fbp), BrowserId):
        return
    if answer == "denied":
        hall.visits.forget(fingerprint(fbp))
    elif answer == "granted" and entrance.bridge and _REFERENCE.fullmatch(message.visit.reference or ""):
        until = arrival.received_at + entrance.bridge.life
        hall.visits.keep(message.visit.reference or "", entrance.site.name, _carried(fbp, message, arrival), until)


def _carried(fbp: str, message: TagMessage, arrival: Arrival) -> Carried:
    fbc = message.visit.fbc or arrival.fbc
    clicks, _ = clean_clicks(message.visit.clicks, arrival.received_at)
    return Carried(
        fbp=fbp,
        fbc=fbc if fbc and isinstance(parse_fbc(fbc), BrowserId) else None,
        clicks=clicks,
        grants=arrival.grants,
    )


def _continued(visit: Visit, carried: Carried) -> Visit:
    """The first page's visit; a newer click that led straight to this page stays."""
    return msgspec.structs.replace(
        visit,
        fbp=carried.fbp,
        fbc=newest_click(visit.fbc, carried.fbc),
        clicks={**wire_clicks(carried.clicks), **visit.clicks},
    )


def _leads_to(first: Entrance, next_: Entrance, origin: str) -> bool:
    if first.site.name == next_.site.name:
        return True
    host = origin.partition("://")[2].rpartition(":")[0] or origin.partition("://")[2]
    named = first.bridge.domains if first.bridge else ()
    return any(host == domain or host.endswith(f".{domain}") for domain in named)
