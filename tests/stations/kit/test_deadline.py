"""A deadline ends the waiting, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from tandem.kit.deadline import Deadline


async def never() -> None:
    await asyncio.Event().wait()


async def test_what_comes_in_time_passes() -> None:
    """The result is there, and no timer stays behind that could hit what the task does next."""
    with Deadline(0.01):
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)


async def test_waiting_ends_at_the_deadline() -> None:
    """Whoever takes longer costs a `TimeoutError`, and the task goes on: it was not cancelled."""
    with pytest.raises(TimeoutError), Deadline(0.01):
        await never()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_cancellation_by_others_is_not_taken_for_the_deadline() -> None:
    """A task that is told to stop stops."""

    async def wait() -> None:
        with Deadline(60):
            await never()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_cancellation_at_the_very_deadline_still_stops_the_task() -> None:
    """Both at once: the one who asked the task to stop is heard."""

    async def wait() -> None:
        with Deadline(0):
            asyncio.get_running_loop().call_soon(task.cancel)
            await never()

    task = asyncio.create_task(wait())
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_failure_inside_is_told_as_it_is() -> None:
    """The deadline changes no other exception."""
    with pytest.raises(KeyError), Deadline(60):
        raise KeyError
