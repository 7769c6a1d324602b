"""What can be told of a page's leads."""

from __future__ import annotations

from typing import Literal

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "lead-ads"`."""

    event: str = "Lead"
    crm: str = "Meta Lead Ads"
    """What Meta is told as `lead_event_source`."""
    consent: Literal["granted", "unknown"] = "unknown"
    """Whether the form itself asked for the consent to tell Meta of the lead's further way."""
    consent_checkbox: str = ""
    """The key of the form's own checkbox that asks for it: ticked is granted, not ticked is denied."""
    fields: dict[str, str] = {}
    """Match key → the name of a question of the form's own, e.g. external_id = "member_number"."""
    forms: tuple[str, ...] = ()
    """The ids of the forms that are asked for leads, where `poll-minutes` has them asked for."""
    api_version: str = "v26.0"
