"""What can be set of consent: for one site."""

from __future__ import annotations

from typing import Literal

from tandem.config.group import Group


class Consent(Group, frozen=True):
    """What holds when the visitor has not spoken, and who may speak for them."""

    policy: Literal["opt-in", "opt-out"] = "opt-in"
    """
    `opt-in` (EU, UK, Switzerland, Brazil…): nothing is sent until somebody reports a grant. `opt-out` (most of the
    US): sent unless refused.
    """
    honour_gpc: bool = True
    """Global Privacy Control counts as a refusal. Several US states require it; leave it on."""
    wait: float = 600.0
    """Seconds that an event without an answer waits for another leg to bring one, before it is withheld."""
    graph: Literal["granted", "unknown"] = "unknown"
    """
    What an event says of consent that comes through the Graph-shaped door, where no field can say it. `unknown`: it is
    held, as one of a backend without an answer. `granted`: only if every sender there asks the visitor before it sends.
    """
