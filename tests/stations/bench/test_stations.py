"""The profile of accepting measures what it says."""

from __future__ import annotations

from bench.stations import backend_work, costs, tag_work
from tandem.event import entry


def test_the_whole_of_a_backend_event_is_an_entry_of_the_journal() -> None:
    """What is timed ends in bytes that the journal would keep, with the eight fields hashed."""
    written = backend_work()["the whole, from bytes to entry"]()
    assert isinstance(written, bytes)
    taken = entry.decode(written)
    assert isinstance(taken, entry.Taken)
    assert {"em", "ph", "fn", "ln", "ct", "zp", "country", "external_id"} <= set(taken.event.person.keys())


def test_an_event_of_the_tag_is_taken_too() -> None:
    """Likewise from the tag: nothing is timed that ends in a refusal."""
    written = tag_work()["one event, from bytes to entry"]()
    assert isinstance(written, bytes)
    assert isinstance(entry.decode(written), entry.Taken)


def test_every_work_has_a_cost() -> None:
    """A figure for each line, none of them zero or less."""
    told = costs({"sum": lambda: sum(range(1000))})
    assert told["sum"] > 0
