"""What happens when, all of it drawn from one seed before anything starts. Pure: the same seed is the same plan."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import msgspec

What = Literal["kill", "pause", "fault", "revoke", "restore", "fill", "free", "step"]

VICTIMS = ("worker", "worker", "acceptor", "gateway", "meta")
"""Whom a `kill -9` meets. The worker twice: it has the most to lose."""

PAUSED = ("worker", "acceptor", "meta")

MINUTE, HOUR = 60.0, 3_600.0
A_DAY_AND_AN_HOUR = 25 * HOUR
"""Beyond what the journal keeps: it forgets what is settled when it starts."""


STEPS = (1.0, MINUTE, MINUTE, 10 * MINUTE, HOUR, -1.0, -MINUTE, -HOUR)
"""Seconds. Mostly forward, so that what was put off comes due."""


class Step(msgspec.Struct, frozen=True):
    """After `wait` seconds: `what` happens, to `whom`, `how`."""

    wait: float
    what: What
    whom: str = ""
    how: Any = None


def _kill(roll: random.Random) -> list[Step]:
    """`how` is for how many seconds it stays dead, where nobody revives it."""
    return [Step(0, "kill", roll.choice(VICTIMS), roll.choice((0.0, 0.0, 1.5)))]


def _pause(roll: random.Random) -> list[Step]:
    return [Step(0, "pause", roll.choice(PAUSED), roll.uniform(0.2, 2.0))]


def _bad_answers(roll: random.Random) -> list[Step]:
    fault = roll.choice(FAULTS)
    return [Step(0, "fault", how={**fault, "next": roll.randint(1, 6)})]


def _slow(roll: random.Random) -> list[Step]:
    """Mostly slow, sometimes so slow that the gateway gives up."""
    delay = roll.choice((200, 500, 900, 900, 4_500))
    return [Step(0, "fault", how={"delay_ms": delay, "next": roll.randint(1, 12)})]


def _revoked_token(roll: random.Random) -> list[Step]:
    return [Step(0, "revoke", how=roll.choice(REVOKED)), Step(roll.uniform(0.5, 3), "restore")]


def _full_disk(roll: random.Random) -> list[Step]:
    """Room for a few more pages, then none. In half of the cases a process is killed meanwhile."""
    steps = [Step(0, "fill", how=roll.choice((0, 8_192, 32_768, 131_072)))]
    if roll.random() < 0.5:
        steps.append(Step(roll.uniform(0.2, 1), "kill", roll.choice(("worker", "acceptor"))))
    return [*steps, Step(roll.uniform(0.5, 3), "free")]


def _clock_step(roll: random.Random) -> list[Step]:
    """`how` is by how many seconds."""
    return [Step(0, "step", how=roll.choice(STEPS))]


def _quiet_day(roll: random.Random) -> list[Step]:
    """A day passes while nobody accepts: the journal forgets all of it. Then there is traffic again for a while."""
    return [
        Step(0, "kill", "acceptor", 0.0),
        Step(0.1, "step", how=A_DAY_AND_AN_HOUR),
        Step(roll.uniform(3, 5), "step", how=1.0),
    ]


FOR_GOOD = "parameter_2804007"
"""By its name in errors.json: the event is refused for what is in it."""

FAULTS: tuple[Mapping[str, Any], ...] = (
    {"status": 500},
    {"status": 503},
    {"answer": "service"},
    {"answer": "unknown"},
    {"answer": "business_limit"},
    {"answer": "upload_not_ready"},
    {"answer": FOR_GOOD},
    {"html": True},
    {"drop": True},
    {"drop_after": True},
    {"drop_after": True, "delay_ms": 300},
    {"usage_pct": 60},
)

REVOKED = ("token_expired", "token_bad", "permission")

STANDING: tuple[Mapping[str, Any], ...] = ({"every": 20, "answer": "service"}, {"every": 33, "drop_after": True})
"""All the while: 5 % transient faults, and 3 % answers that are lost."""

Draw = Callable[[random.Random], list[Step]]

DRAWS: Mapping[str, tuple[int, Draw]] = {
    "kill": (8, _kill),
    "pause": (2, _pause),
    "answers": (4, _bad_answers),
    "slow": (3, _slow),
    "token": (1, _revoked_token),
    "disk": (2, _full_disk),
    "clock": (5, _clock_step),
    "day": (1, _quiet_day),
}
"""By name, how often each is drawn in comparison, and what it makes happen."""


def plan(seed: int, seconds: float, kinds: tuple[str, ...] = tuple(DRAWS)) -> list[Step]:
    """The steps of `seconds` seconds, without the time that they take themselves."""
    return list(_until(seconds, random.Random(f"plan {seed}"), kinds))


def _until(seconds: float, roll: random.Random, kinds: tuple[str, ...]) -> Iterator[Step]:
    weights = [DRAWS[kind][0] for kind in kinds]
    while seconds > 0:
        (kind,) = roll.choices(kinds, weights)
        first, *rest = DRAWS[kind][1](roll)
        first = msgspec.structs.replace(first, wait=roll.uniform(0.1, 2.5))
        for step in (first, *rest):
            seconds -= step.wait + (step.how if step.what == "pause" else 0)
            yield step
