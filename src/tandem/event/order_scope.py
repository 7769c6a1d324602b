"""Which orders an event is made of: `only` in `[Subscribe.order]`. Without it, of all that its truth tells."""

from __future__ import annotations

from typing import Literal

import msgspec

from tandem.event.model import ActionSource

OrderKind = Literal["sale", "subscription", "trial", "renewal"]
"""
`subscription`: the order with which one begins; `trial`: the same, and nothing is charged yet; `renewal`: a further
charge, the first one after a trial among them; `sale`: every other order.
"""


class OrderScope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is said here must hold, so that two events of one truth need not both come of every order."""

    kinds: tuple[OrderKind, ...] = ()
    """Of one of these. What is named here counts: a trial although it is worth nothing, a renewal as this event."""
    customer: Literal["new", "returning"] | None = None
    """Placed by such a customer, as a source says. A customer of whom nobody says it is neither."""
    lines: tuple[str, ...] = ()
    """Some line has one of these ids; `*` stands for anything: `membership-*`."""
    sources: tuple[str, ...] = ()
    """Told by one of these sources: of several tills, only some know of it."""
    action_sources: tuple[ActionSource, ...] = ()
    """Placed in one of these ways: `physical_store`, `phone_call`…"""
