"""Events from a server: POST /v1/events, one event or a list. The words are Meta's own, so there is one vocabulary."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from tandem.event.click import wire_clicks
from tandem.event.errors import Refused
from tandem.event.extras import Extras
from tandem.event.model import ActionSource, Grants
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.event.site import Site
from tandem.event.visit import Carried
from tandem.sources import backend_consent, checks
from tandem.sources.arrival import UNSAID, Arrival, Arrived
from tandem.sources.backend_consent import BackendConsent
from tandem.sources.extras import extras
from tandem.sources.shape import Reader

Url = Annotated[str, msgspec.Meta(max_length=2048)]


class BackendEvent(Extras, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event as a backend posts it."""

    event_name: Annotated[str, msgspec.Meta(description="A standard event of Meta, or a name of your own.")]
    event_time: Annotated[int | None, msgspec.Meta(description="Unix seconds. Left out: now.")] = None
    event_id: Annotated[
        str | int | None,
        msgspec.Meta(description="The same on both legs and on every retry. Left out: by the dictionary's template."),
    ] = None
    action_source: Annotated[ActionSource | None, msgspec.Meta(description="Where it happened. Left out: website.")] = (
        None
    )
    event_source_url: Url | None = None
    referrer_url: Url | None = None
    custom_data: Annotated[
        dict[str, Any], msgspec.Meta(description="value, currency, order_id, contents, content_ids, num_items…")
    ] = msgspec.field(default_factory=dict)
    user_data: Annotated[
        dict[str, Any],
        msgspec.Meta(
            description=(
                "em, ph, fn, ln, ge, db, ct, st, zp, country, external_id, readable or as SHA-256 (hashed before "
                "disk); fbp, fbc, client_ip_address and client_user_agent of the visitor, never of your server."
            )
        ),
    ] = msgspec.field(default_factory=dict)
    clicks: Annotated[
        dict[str, Any],
        msgspec.Meta(
            description=(
                "Ids of other platforms' clicks: gclid, ttclid, msclkid… Each an id, or "
                '`{"id": "…", "at": <Unix milliseconds>}`, `at` being when it was first seen.'
            )
        ),
    ] = msgspec.field(default_factory=dict)
    visit_reference: Annotated[
        str | None,
        msgspec.Meta(description="What `tandem('reference', …)` gave the page: adds its fbp, fbc, clicks and consent."),
    ] = None
    consent: BackendConsent | None = None


_events = Reader(BackendEvent)
_list = Reader(list[msgspec.Raw])


def split(body: bytes, limit: int) -> list[msgspec.Raw]:
    """The events of one request, unread. Raises `Refused`."""
    if not body.lstrip().startswith(b"["):
        return [msgspec.Raw(body)]
    events = _list.read(body)
    cure = f"Send 1 to {limit} events in one request."
    if not events:
        raise Refused(Reason.MALFORMED, "body", "is an empty list", cure)
    if len(events) > limit:
        raise Refused(Reason.TOO_LARGE, "body", f"is a list of {len(events)} events", cure)
    return events


def parse(raw: msgspec.Raw, arrival: Arrival, site: Site) -> Arrived:
    """Raises `Refused`."""
    sent = _events.read(raw)
    name, definition = checks.defined(sent.event_name, site.dictionary)
    happened = arrival.received_at if sent.event_time is None else checks.seconds(sent.event_time)
    where = sent.action_source or arrival.action_source or "website"
    data = checks.custom_data(sent.custom_data, definition, site.depth)
    visit = arrival.visit_of(sent.visit_reference) if sent.visit_reference else None
    arrived = Arrived(
        source=arrival.source,
        received_at=arrival.received_at,
        event_name=name,
        event_id=checks.event_id(sent.event_id, definition, data),
        event_time=checks.event_time(happened, arrival.received_at, store=where == "physical_store"),
        action_source=where,
        event_source_url=sent.event_source_url,
        referrer_url=sent.referrer_url,
        custom_data=data,
        extras=extras(sent),
        user_data=_with_ids(sent.user_data, visit) if visit else sent.user_data,
        clicks={**wire_clicks(visit.clicks), **sent.clicks} if visit else sent.clicks,
        grants=_grants(sent.consent, visit, arrival),
        client_ip_address=checks.text(sent.user_data, "client_ip_address"),
        client_user_agent=checks.text(sent.user_data, "client_user_agent"),
    )
    return _with_rarer(arrived, sent, visit)


def _grants(told: BackendConsent | None, visit: Carried | None, arrival: Arrival) -> Grants:
    """The backend's own word, else what the visit knows."""
    if told:
        return backend_consent.grants(told, arrival.received_at)
    return visit.grants if visit else Grants()


def _with_rarer(arrived: Arrived, sent: BackendEvent, visit: Carried | None) -> Arrived:
    """With what few events tell: laid over the rest, as `identity.attach` does it, and says why."""
    rarer: dict[str, Any] = {}
    told = sent.consent
    if told and (strings := backend_consent.strings(told)) is not UNSAID:
        rarer["strings"] = strings
    if told and told.region is not None:
        rarer["region"] = backend_consent.region(told)
    if sent.visit_reference and not visit:
        rarer["dropped"] = (_NO_VISIT,)
    return msgspec.structs.replace(arrived, **rarer) if rarer else arrived


_NO_VISIT = Unusable(
    "visit_reference",
    "stands for no visit of this site, or no longer",
    "Report the order sooner, raise `minutes` of [site.tag.bridge], or send fbp and fbc yourself.",
)


def _with_ids(user_data: dict[str, Any], visit: Carried) -> dict[str, Any]:
    """What the backend says itself goes before what the visit knows."""
    known = {"fbp": visit.fbp, "fbc": visit.fbc}
    return {**user_data, **{key: value for key, value in known.items() if value and not user_data.get(key)}}
