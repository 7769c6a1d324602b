"""What one signal says, whichever its form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tandem.event.model import Ads


class Unreadable(ValueError):
    """It is not what it claims to be. Never leaves this package: such a signal says nothing."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """
    One signal, read. `opted_out`: of sale, sharing or targeted advertising, as the laws of US states let a person do;
    never an agreement. `gpc`: the browser's Global Privacy Control, as the banner saw it.
    """

    ads: Ads = "unknown"
    signal: str = ""
    at: datetime | None = None
    """When the visitor answered, where the signal tells it."""
    opted_out: bool = False
    gpc: bool = False


NOTHING = Said()


def together(told: Iterable[Said]) -> Said:
    """Several signals of one moment: a refusal before an agreement, an agreement before none; an opt-out always."""
    every = list(told)
    answers = [said for said in every if said.ads != "unknown"] or [said for said in every if said != NOTHING]
    governing = next((said for said in answers if said.ads == "denied"), answers[0] if answers else NOTHING)
    opted_out = any(said.opted_out for said in every)
    return msgspec.structs.replace(governing, opted_out=opted_out, gpc=any(said.gpc for said in every))
