"""A visit as it may be carried on elsewhere."""

from __future__ import annotations

import msgspec

from tandem.event.click import Click
from tandem.event.model import Grants


class Carried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a reference stands for: the ids of a visit, and the consent they were told under."""

    fbp: str
    fbc: str | None = None
    clicks: dict[str, Click] = {}
    grants: Grants = Grants()


def nowhere(reference: str) -> Carried | None:
    """Where nobody keeps visits, no reference stands for one."""
    return None
