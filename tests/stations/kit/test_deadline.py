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


async def waited(seconds: float) -> bool:
    """Whether the deadline ended it."""
    try:
        with Deadline(seconds):
            await never()
    except TimeoutError:
        return True
    return False


async def test_each_of_many_ends_at_its_own_deadline() -> None:
    """They share a timer, and nobody is ended with the first or forgotten behind it."""
    loop = asyncio.get_running_loop()

    async def lasted() -> float:
        began = loop.time()
        assert await waited(0.05)
        return loop.time() - began

    tasks = []
    for _ in range(3):
        tasks.append(asyncio.create_task(lasted()))
        await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        assert all(seconds >= 0.05 for seconds in await asyncio.gather(*tasks))


async def test_whoever_comes_after_one_that_left_early_is_ended_too() -> None:
    """The timer that was left behind is none of theirs."""
    with Deadline(0.02):
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        assert await waited(0.02)
        assert await waited(0.02)


def test_a_deadline_holds_in_whatever_loop_it_is_asked_for() -> None:
    """Also after another loop was closed over a deadline of the same length."""

    async def leave_one_behind() -> None:
        abandoned = asyncio.create_task(waited(0.02))
        await asyncio.sleep(0)
        abandoned.cancel()

    async def wait() -> bool:
        async with asyncio.timeout(20):
            return await waited(0.02)

    asyncio.run(leave_one_behind())
    assert asyncio.run(wait())
    assert asyncio.run(wait())
