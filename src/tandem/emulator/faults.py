"""Bad days on order: what the next requests meet instead of, or besides, a proper answer."""

from __future__ import annotations

from typing import Literal

import msgspec

Edge = Literal["events", "tr", "dataset_quality", "lead"]


class FaultAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An error of our choice. The texts of a code listed in `errors.json` are taken from there."""

    code: int
    error_subcode: int | None = None
    message: str | None = None
    is_transient: bool | None = None


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """
    What requests at `edge` meet, and which requests.

    What: `delay_ms` waits first and then answers properly, unless the fault says more. `status` answers a service
    error with that status, `answer` an error by its name in `errors.json` or by its code, `html` a proxy's page.
    `drop` cuts the connection unread; `drop_after` takes the events and then cuts, so that the sender cannot know.
    `locale` is the language of the answer. `usage_pct` is the share of the allowance that the headers show; it rises
    evenly to 100 over `next` requests.

    Which: each `every`th request, from `after` seconds after the order, for `lasting` seconds, `next` times at most.
    `next` is 1 when nothing else is said, and without end when `every` or `lasting` is.
    """

    next: int | None = None
    every: int = 1
    after: float = 0
    lasting: float | None = None
    edge: Edge = "events"
    status: int | None = None
    answer: str | FaultAnswer | None = None
    delay_ms: int = 0
    drop: bool = False
    drop_after: bool = False
    html: bool = False
    locale: str | None = None
    usage_pct: int | None = None

    def __post_init__(self) -> None:
        if self.next is not None and self.next < 1:
            raise ValueError("next must be 1 or more")
        if self.every < 1:
            raise ValueError("every must be 1 or more")
        if self.status is not None and not 200 <= self.status <= 599:
            raise ValueError("status must lie between 200 and 599")
        if self.usage_pct is not None and not 0 <= self.usage_pct <= 100:
            raise ValueError("usage_pct must lie between 0 and 100")
        if min(self.delay_ms, self.after, self.lasting or 0) < 0:
            raise ValueError("delay_ms, after and lasting must not be negative")

    @property
    def times(self) -> int | None:
        """How many requests meet it; None for all that come while it lasts."""
        scheduled = self.every > 1 or self.lasting is not None
        return self.next if self.next or scheduled else 1
