"""The rarer fields of an event without personal data: free texts stand in them, and an address may stand in a text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from tandem.event.extras import Extras
from tandem.event.person import Unusable
from tandem.identity.personal import holds_email
from tandem.identity.scrub import clean_url

_CURE = "Send what identifies the customer in user_data, where it is hashed, and nowhere else."


def clean_extras(extras: Extras) -> tuple[Extras, tuple[Unusable, ...]]:
    """A text that holds an e-mail address becomes empty and is named; of a referrer, only its personal values go."""
    dropped: list[Unusable] = []
    plain = msgspec.to_builtins(extras, builtin_types=(Decimal,))
    cleaned = _cleaned(plain, "extras", dropped)
    return (msgspec.convert(cleaned, Extras), tuple(dropped)) if cleaned != plain else (extras, ())


def _cleaned(value: Any, name: str, dropped: list[Unusable]) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(inner, key, dropped) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(inner, name, dropped) for inner in value]
    return _clean_text(value, name, dropped) if isinstance(value, str) else value


def _clean_text(text: str, name: str, dropped: list[Unusable]) -> str:
    if name == "install_referrer":
        text = clean_url(f"?{text}")[1:]
    if not holds_email(text):
        return text
    dropped.append(Unusable(name, "holds an e-mail address", _CURE))
    return ""
