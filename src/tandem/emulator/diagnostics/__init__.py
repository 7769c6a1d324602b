"""
What is accepted and still wrong. One question, one file: what triggers it, how often it was met, an example, the cure.

Meta shows such findings under Diagnostics, some days late. Here they are looked for in the newest events, at once.
"""

from __future__ import annotations

from tandem.emulator.diagnostics import (
    address_version,
    click_id_modified,
    currency_invalid,
    event_id_misplaced,
    event_id_missing,
    event_id_repeated,
    event_misspelt,
    ids_differ,
    ip_mismatch,
    late_events,
    low_coverage,
    personal_data,
    source_url_missing,
    user_agent_missing,
    value_without_currency,
)
from tandem.emulator.diagnostics.question import Question

QUESTIONS: tuple[Question, ...] = (
    event_id_missing.QUESTION,
    ids_differ.QUESTION,
    event_id_repeated.QUESTION,
    event_id_misplaced.QUESTION,
    low_coverage.QUESTION,
    personal_data.QUESTION,
    click_id_modified.QUESTION,
    currency_invalid.QUESTION,
    value_without_currency.QUESTION,
    source_url_missing.QUESTION,
    user_agent_missing.QUESTION,
    ip_mismatch.QUESTION,
    address_version.QUESTION,
    event_misspelt.QUESTION,
    late_events.QUESTION,
)
"""In the order in which they are shown: what breaks counting first."""
