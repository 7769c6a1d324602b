"""What can be set for visits that go on elsewhere: to a payment page, from an affiliate's bridge page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tandem.config.part import Part


class Bridge(Part, frozen=True):
    """
    Carries a visit, with the click that began it, to further domains: links and forms that lead there get a reference,
    which is redeemed there once, after the visitor's consent. See docs/bridge-pages.md.
    """

    domains: tuple[str, ...] = ()
    """Where your visitors are sent on to, e.g. ["pay.example.net"]; each with all beneath it."""
    parameter: str = "_t"
    """The reference's name in the address. The tag takes it out of the visible address again."""
    minutes: float = 60.0
    """How long a reference may be redeemed, and how long the ids behind it are kept for that."""

    def told(self) -> dict[str, Any]:
        return {"domains": self.domains, "parameter": self.parameter}

    def fetches(self) -> tuple[str, ...]:
        return ("redeem",)

    @property
    def life(self) -> timedelta:
        return timedelta(minutes=self.minutes)
