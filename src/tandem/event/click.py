"""What an ad platform other than Meta calls a visit by: the id of a click on its ad, or of the browser."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from tandem.kit.clock import to_millis


class Click(msgspec.Struct, frozen=True, omit_defaults=True):
    """One id, opaque and in its own case, and when it was first seen; None where nobody knows."""

    id: str
    at: datetime | None = None


Clicks = Mapping[str, Click]
"""By the key of contracts/click_ids.json, e.g. `gclid`."""


def merged(one: Clicks, other: Clicks) -> dict[str, Click]:
    """Every platform's newest click, `one`'s where neither is newer."""
    both = {key: _newest(one[key], other[key]) for key in one.keys() & other.keys()}
    return {**other, **one, **both}


def wire_clicks(clicks: Clicks) -> dict[str, dict[str, Any]]:
    """As they are told and read on the wire: times in Unix milliseconds."""
    return {
        key: {"id": click.id, "at": to_millis(click.at)} if click.at else {"id": click.id}
        for key, click in clicks.items()
    }


def _newest(one: Click, other: Click) -> Click:
    """The later of two clicks; of one click seen twice, the moment at which it was seen first."""
    if one.id == other.id:
        return min((one, other), key=lambda click: (click.at is None, click.at))
    if other.at is None or one.at is None:
        return one if other.at is None else other
    return other if other.at > one.at else one
