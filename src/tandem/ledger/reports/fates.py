"""Fates, counted: the words that every report uses for what became of a conversion at a destination."""

from __future__ import annotations

from typing import Literal

from tandem.event.outcome import Reason

State = Literal["waiting", "delivered", "refused"]
"""The outbox's `fate`. Its `state` tells more: what is `dead` was refused."""

BY_RULE = frozenset(
    {
        Reason.BROWSER_ONLY,
        Reason.NO_CONSENT,
        Reason.CONSENT_WITHDRAWN,
        Reason.ERASED,
        Reason.CANCELLED,
        Reason.TEST_ORDER,
        Reason.ZERO_TOTAL,
        Reason.NOT_MEANT,
        Reason.RENEWAL,
    }
)
"""Refusals that the site's own rules ask for. Every other reason is something to look into."""
