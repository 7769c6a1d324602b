"""What every door shares: the sites by origin and by key, the journal, the clock, the limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from tandem.accept import SeeTo
from tandem.config.bridge import Bridge
from tandem.config.schema import Limits
from tandem.doors.parts import Parts
from tandem.doors.pinned import Pinned
from tandem.doors.request import Scope
from tandem.doors.room import Room
from tandem.doors.script import Scripts
from tandem.doors.tally import Tally
from tandem.event.site import Site
from tandem.identity.address import Proxies
from tandem.identity.visits import Visits
from tandem.journal.contract import Journal
from tandem.kit.clock import Clock
from tandem.sources.contract import Source


class Entrance(msgspec.Struct, frozen=True, kw_only=True):
    """One site as the doors see it."""

    site: Site
    scripts: Scripts
    cookie_domain: str
    secure: bool
    """Whether browsers reach us over TLS, so that cookies may be marked Secure."""
    bridge: Bridge | None = None
    """Where visits may go on, if anywhere."""


class Hall(msgspec.Struct, frozen=True, kw_only=True):
    entrances: Mapping[str, Entrance]
    """By the site's name."""
    pinned: Pinned
    """Every version of every site's tag."""
    parts: Parts
    """Every version of what tags fetch."""
    origins: Mapping[str, str]
    """The site's name by page origin."""
    keys: Mapping[str, str]
    """The site's name by SHA-256 of a bearer key."""
    sources: Mapping[str, Source]
    """What may post to /hooks/NAME, by name."""
    source_sites: Mapping[str, str]
    """The site's name by the source's."""
    journal: Journal
    visits: Visits
    clock: Clock
    limits: Limits
    mint: Callable[[], str]
    """An id by chance, for an event that no browser could give one."""
    tally: Tally
    room: Room
    see_to: SeeTo
    """What persons ask through a shop or a CRM."""
    trusted: Proxies
    linked: Callable[[str | None], Journal] | None = None
    """The journal for a caller that is in a trace of its own, by its `traceparent`; None where nothing is traced."""

    def journal_for(self, scope: Scope) -> Journal:
        """Where what a backend asks is kept."""
        return self.linked(scope.headers.get("traceparent")) if self.linked else self.journal
