"""
What the visitor said, from everything that speaks for them: the sender's word, the strings and cookies of a banner, the
browser's Global Privacy Control. Each of them is asked once, before anything is kept.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from tandem.config.consent import Consent
from tandem.consent.limits import place
from tandem.consent.regions import policy_of
from tandem.consent.signals.said import NOTHING, Said
from tandem.consent.signals.strings import from_cookies, from_strings
from tandem.event.model import Grants
from tandem.sources.arrival import UNSAID, Arrival, Arrived


def heard(arrival: Arrival, policy: Consent) -> Arrival:
    """
    A request of a browser, with the answer that governs it. The tag's own answer stands; where it has none, the one
    that the trusted cookies tell.
    """
    said = from_cookies(arrival.cookies, policy) if policy.server_signals and arrival.cookies else NOTHING
    grants = arrival.grants
    if grants.ads == "unknown" != said.ads:
        grants = msgspec.structs.replace(_dated(said, arrival.received_at), limit=grants.limit)
    answer = _with_opt_out(grants, said, arrival, policy)
    return msgspec.structs.replace(arrival, grants=answer, gpc=False, cookies="")


def heard_event(arrived: Arrived, policy: Consent) -> Arrived:
    """One event, with the answer that governs it: of the sender's word and of the strings beside it."""
    if not arrived.gpc and arrived.strings == UNSAID:
        return arrived
    said = from_strings(arrived.strings, policy)
    grants = governing(arrived.grants, _dated(said, arrived.received_at))
    answer = _with_opt_out(grants, said, arrived, policy)
    return msgspec.structs.replace(arrived, grants=answer, gpc=False, strings=UNSAID)


def governing(first: Grants, second: Grants) -> Grants:
    """
    Of two reports on one event, the one that holds: an answer before none, the later of two dated answers, else the
    refusal. A limit that either tells of stays.
    """
    chosen = _governing(first, second)
    return chosen if chosen.limit else msgspec.structs.replace(chosen, limit=first.limit or second.limit)


def _governing(first: Grants, second: Grants) -> Grants:
    if "unknown" in (first.ads, second.ads):
        return second if first.ads == "unknown" else first
    if first.at and second.at and first.at != second.at:
        return first if first.at > second.at else second
    return first if first.ads == "denied" else second


def _dated(said: Said, received_at: datetime) -> Grants:
    """An answer of the future is dated by its arrival: else no later one could take it back."""
    return Grants(said.ads, said.signal, min(said.at, received_at) if said.at else None)


def _with_opt_out(grants: Grants, said: Said, told: Arrival | Arrived, policy: Consent) -> Grants:
    """An opt-out of sale or sharing is a refusal, except where the site lets it limit what becomes of the event."""
    if not (told.gpc or said.gpc or said.opted_out):
        return grants
    kind = policy_of(policy, told.region)
    gpc = (told.gpc or said.gpc) and policy.honour_gpc and kind != "none"
    if not (gpc or said.opted_out):
        return grants
    if kind == "opt-out-ldu":
        return msgspec.structs.replace(grants, limit=grants.limit or place(told.region))
    return Grants("denied", "gpc" if gpc else said.signal, told.received_at)
