"""
How much of its allowance a caller has used: a score that every call raises and time lowers.

Nothing is refused by it; it is shown in the headers of every answer, as Meta shows it. Source: `rate_limits.json`.
"""

from __future__ import annotations

from math import ceil

import msgspec

from tandem.emulator.rules import RateRules

FULL = 100
"""Per cent."""


class Usage:
    """The score of one caller. All callers are one: an emulator has few."""

    def __init__(self, rules: RateRules) -> None:
        self._rules = rules
        self.clear()

    def clear(self) -> None:
        """Nothing has been used yet."""
        self._score, self._at = 0.0, 0.0

    def spend(self, points: int, now: float) -> int:
        """Add a call and answer the share that is used, in whole per cent, 100 at most. `now` is Unix seconds."""
        most, seconds = self._rules.score.most, self._rules.score.decay_seconds
        faded = max(0.0, now - self._at) * most / seconds
        self._score, self._at = max(0.0, self._score - faded) + points, now
        return min(FULL, ceil(self._score / most * FULL))

    def headers(self, percent: int, dataset: str) -> dict[str, str]:
        """`X-App-Usage`, `X-Ad-Account-Usage`, `X-Business-Use-Case-Usage`; the regain time is there in minutes."""
        rules = self._rules
        wait = rules.block_seconds if percent >= FULL else 0
        used = {"call_count": percent, "total_cputime": percent, "total_time": percent}
        account = {
            "acc_id_util_pct": percent,
            "reset_time_duration": wait,
            "ads_api_access_tier": rules.tier,
        }
        regain = {"estimated_time_to_regain_access": ceil(wait / 60), "ads_api_access_tier": rules.tier}
        business = {dataset: [{"type": rules.business_type, **used, **regain}]}
        return {
            "X-App-Usage": _json(used),
            "X-Ad-Account-Usage": _json(account),
            "X-Business-Use-Case-Usage": _json(business),
        }


def _json(content: object) -> str:
    return msgspec.json.encode(content).decode()
