"""Path 1 is shared: a backend that sends a long list keeps no visitor waiting for the end of it."""

from __future__ import annotations

import asyncio

import msgspec

from tandem import accept
from tandem.journal.memory import MemoryJournal
from tests.support.events import arrival, site

LIST = [{"event_name": "Lead", "event_id": f"lead-{number}"} for number in range(200)]


async def test_others_have_their_turn_while_a_long_list_is_taken() -> None:
    """Between any few events of the list, whoever else waits in the loop goes on."""
    journal = MemoryJournal()
    turns = 0
    long_list = asyncio.create_task(
        accept.from_backend(msgspec.json.encode(LIST), arrival(), site(), journal, limit=len(LIST))
    )
    while not long_list.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns >= len(LIST) // accept.TURN > 2
    assert len(journal.after(0, limit=1_000)) == len(LIST)
