"""What a person asks of a shop or a CRM, left for the processes that may write: the door does not wait for them."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

from tandem.app import paths
from tandem.config.schema import Loaded
from tandem.event.errors import NotDurable
from tandem.kit.clock import Clock, system_clock
from tandem.upkeep.errands import Errands
from tandem.upkeep.privacy import PrivacyAsked


async def see_to(loaded: Loaded, request: PrivacyAsked, *, clock: Clock = system_clock) -> None:
    """Leave a person's request for the writers; it is on disk when this is left. Raises `NotDurable`."""
    try:
        await asyncio.to_thread(_leave, loaded, request, clock)
    except sqlite3.Error as error:
        raise NotDurable(f"the request could not be written down: {type(error).__name__}") from None


def _leave(loaded: Loaded, request: PrivacyAsked, clock: Clock) -> None:
    with closing(Errands(paths.errands(loaded.data))) as errands:
        errands.see_to(request, clock())
