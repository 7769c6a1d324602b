"""
Every reason in words: what happened, and what to do about it.

The dashboard shows these words, and tools/reasons_doc.py writes docs/reasons.md from them.
"""

from __future__ import annotations

import msgspec

from tandem.event.outcome import Reason
from tandem.ledger.reports.fates import BY_RULE
from tandem.web.reason_words import AT_RELEASE, AT_THE_DESTINATION, AT_THE_DOOR


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`by_rule`: the site's own rules ask for it, nothing is wrong."""

    reason: Reason
    title: str
    meaning: str
    cure: str
    by_rule: bool


_WORDS = {**AT_THE_DOOR, **AT_RELEASE, **AT_THE_DESTINATION}


def explanations() -> tuple[Explanation, ...]:
    """One for each reason there is."""
    return tuple(_explain(reason, *_WORDS[reason]) for reason in Reason)


def _explain(reason: Reason, title: str, meaning: str, cure: str) -> Explanation:
    return Explanation(reason=reason, title=title, meaning=meaning, cure=cure, by_rule=reason in BY_RULE)
