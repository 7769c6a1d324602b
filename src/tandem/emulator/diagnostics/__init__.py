"""
What is accepted and still wrong. One question, one file: what triggers it, how often it was met, an example, the cure.

Meta shows such findings under Diagnostics, some days late. Here they are looked for in the newest events, at once.
"""

from __future__ import annotations

from tandem.emulator.diagnostics import (
    address_version,
    click_id_missing,
    click_id_modified,
    click_id_shared,
    click_id_time,
    contents_missing,
    currency_invalid,
    customer_information_invalid,
    event_id_misplaced,
    event_id_missing,
    event_id_placeholder,
    event_id_repeated,
    event_misspelt,
    event_name_missing,
    event_nonstandard,
    ids_differ,
    ip_mismatch,
    late_events,
    low_coverage,
    parameters_filtered,
    personal_data,
    pixel_versions_conflict,
    pixels_several,
    purchase_incomplete,
    source_url_missing,
    user_agent_missing,
    value_without_currency,
    visitor_shared,
)
from tandem.emulator.diagnostics.question import Question

QUESTIONS: tuple[Question, ...] = (
    event_name_missing.QUESTION,
    event_id_missing.QUESTION,
    event_id_placeholder.QUESTION,
    ids_differ.QUESTION,
    event_id_repeated.QUESTION,
    event_id_misplaced.QUESTION,
    low_coverage.QUESTION,
    personal_data.QUESTION,
    customer_information_invalid.QUESTION,
    parameters_filtered.QUESTION,
    click_id_modified.QUESTION,
    click_id_time.QUESTION,
    click_id_missing.QUESTION,
    click_id_shared.QUESTION,
    purchase_incomplete.QUESTION,
    currency_invalid.QUESTION,
    value_without_currency.QUESTION,
    contents_missing.QUESTION,
    source_url_missing.QUESTION,
    user_agent_missing.QUESTION,
    visitor_shared.QUESTION,
    ip_mismatch.QUESTION,
    address_version.QUESTION,
    event_misspelt.QUESTION,
    event_nonstandard.QUESTION,
    pixels_several.QUESTION,
    pixel_versions_conflict.QUESTION,
    late_events.QUESTION,
)
"""In the order in which they are shown: what breaks counting first."""
