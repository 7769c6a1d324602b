"""Refusals are counted: each one, under few headings, without a word of what was sent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tandem.doors.tally import KINDS_LIMIT, Tally
from tandem.event import entry
from tandem.event.entry import Refusals
from tandem.event.errors import NotDurable, Refusal
from tandem.event.outcome import Reason
from tandem.journal.memory import MemoryJournal
from tests.support.clock import NOON, StandingClock


class FullDisk(MemoryJournal):
    """Refuses until there is room again."""

    room = False

    async def append(self, bodies: Sequence[bytes]) -> None:
        if not self.room:
            raise NotDurable("the disk is full")
        await super().append(bodies)


def refusal(field: str = "body", reason: Reason = Reason.MALFORMED, problem: str = "is bad") -> Refusal:
    return Refusal(reason, field, problem, "Mend it.")


def told(journal: MemoryJournal) -> list[Refusals]:
    entries = [entry.decode(record.body) for record in journal.after(0, 10_000)]
    return [each for each in entries if isinstance(each, Refusals)]


async def test_a_flood_of_one_kind_is_one_entry() -> None:
    tally, journal = Tally(StandingClock()), MemoryJournal()
    for _ in range(10_000):
        tally.count("shop", "tag", refusal())
    await tally.flush(journal)
    assert told(journal) == [
        Refusals(
            site="shop",
            source="tag",
            reason=Reason.MALFORMED,
            field="body",
            problem="is bad",
            cure="Mend it.",
            count=10_000,
            received_at=NOON,
        )
    ]


async def test_sites_sources_reasons_and_fields_are_told_apart() -> None:
    tally, journal = Tally(StandingClock()), MemoryJournal()
    tally.count("shop", "tag", refusal())
    tally.count("shop", "backend", refusal())
    tally.count("bikes", "tag", refusal())
    tally.count("shop", "tag", refusal("event_id"))
    tally.count("shop", "tag", refusal(reason=Reason.TOO_LARGE))
    await tally.flush(journal)
    assert [each.count for each in told(journal)] == [1, 1, 1, 1, 1]


async def test_nothing_refused_is_nothing_written() -> None:
    journal = MemoryJournal()
    await Tally(StandingClock()).flush(journal)
    assert told(journal) == []


async def test_after_a_flush_counting_begins_anew() -> None:
    tally, journal = Tally(StandingClock()), MemoryJournal()
    tally.count("shop", "tag", refusal())
    await tally.flush(journal)
    tally.count("shop", "tag", refusal())
    await tally.flush(journal)
    await tally.flush(journal)
    assert [each.count for each in told(journal)] == [1, 1]


async def test_counts_that_could_not_be_written_are_kept_for_the_next_time() -> None:
    tally, journal = Tally(StandingClock()), FullDisk()
    tally.count("shop", "tag", refusal())
    for _ in range(3):
        with pytest.raises(NotDurable):
            await tally.flush(journal)
        tally.count("shop", "tag", refusal())
    journal.room = True
    await tally.flush(journal)
    assert [each.count for each in told(journal)] == [4]


async def test_a_sender_that_makes_up_fields_cannot_fill_the_memory() -> None:
    """Every refusal is counted, under a bounded number of headings."""
    tally, journal = Tally(StandingClock()), FullDisk()
    for number in range(5_000):
        name = "".join(chr(97 + int(digit)) for digit in str(number))
        tally.count("shop", "tag", refusal(f"field_{name}"))
    with pytest.raises(NotDurable):
        await tally.flush(journal)
    journal.room = True
    await tally.flush(journal)
    written = told(journal)
    assert sum(each.count for each in written) == 5_000
    assert len(written) <= KINDS_LIMIT + 1


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ("custom_data.value", "custom_data.value"),
        ("x-hub-signature-256", "x-hub-signature-256"),
        ("events[17].event_id", "events[].event_id"),
        ("ada@example.com", "other"),
        ("Ada Lovelace", "other"),
        ("+49 151 1234", "other"),
        ("x" * 65, "other"),
        ("", "other"),
    ],
)
async def test_a_name_that_the_sender_made_up_is_not_kept(field: str, kept: str) -> None:
    """It may be somebody's."""
    tally, journal = Tally(StandingClock()), MemoryJournal()
    tally.count("shop", "tag", refusal(field))
    await tally.flush(journal)
    assert [each.field for each in told(journal)] == [kept]


async def test_what_the_decoder_said_in_brackets_is_left_out() -> None:
    tally, journal = Tally(StandingClock()), MemoryJournal()
    tally.count("shop", "tag", refusal(problem="is not valid JSON (invalid character (byte 3))"))
    await tally.flush(journal)
    assert [each.problem for each in told(journal)] == ["is not valid JSON"]
