"""Forms: what may be typed, and what is said when it is not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

LONGEST = 254
"""Characters in any field: as long as the longest email address (RFC 5321, 4.5.3.1)."""

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]+"
PHONE = r"\+?[ ()/.\-]*(?:\d[ ()/.\-]*){7,15}"
ANYTHING = r"(?s:.+)"

COUNTRIES = (
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("CH", "Switzerland"),
    ("DE", "Germany"),
    ("DK", "Denmark"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("NL", "Netherlands"),
)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a form. `cure` completes the message under a field: what to type."""

    name: str
    label: str
    cure: str
    autocomplete: str
    type: str = "text"
    pattern: str = ANYTHING
    hint: str = ""
    sample: str = ""
    options: tuple[tuple[str, str], ...] = ()

    def complaint(self, value: str) -> str:
        """What is wrong with a value, as a sentence for the visitor; empty when nothing is."""
        if len(value) > LONGEST:
            return f"{self.label} is longer than {LONGEST} characters. Shorten it."
        chosen = not self.options or value in dict(self.options)
        return "" if chosen and re.fullmatch(self.pattern, value) else self.cure


class Filled(msgspec.Struct, frozen=True):
    """A form as it came back: the values, trimmed, and one complaint for each field that has one."""

    values: Mapping[str, str] = {}
    errors: Mapping[str, str] = {}


def read(fields: Sequence[Field], form: Mapping[str, object]) -> Filled:
    """Take what the fields ask for out of a posted form; whatever else was posted is ignored."""
    values = {field.name: _text(form.get(field.name)) for field in fields}
    complaints = {field.name: field.complaint(values[field.name]) for field in fields}
    return Filled(values, {name: text for name, text in complaints.items() if text})


def _text(value: object) -> str:
    """An uploaded file, or nothing, is no text."""
    return value.strip() if isinstance(value, str) else ""
