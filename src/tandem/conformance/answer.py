"""What an implementation may answer to a vector."""

from __future__ import annotations

import msgspec


class Sent(msgspec.Struct, frozen=True):
    """This would go to Meta under the vector's key."""

    value: str


class Dropped(msgspec.Struct, frozen=True):
    """Nothing would go under this key, and the event lives."""


class Broken(msgspec.Struct, frozen=True):
    """The event itself is lost: an exception, a crash, a refused batch, silence. `how` says which, without values."""

    how: str


class Skipped(msgspec.Struct, frozen=True):
    """The question does not concern this implementation; never counted as passed."""

    reason: str


Answer = Sent | Dropped | Broken | Skipped
