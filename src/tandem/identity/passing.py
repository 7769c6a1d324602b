"""The ids that Meta never wants hashed: checked, then passed on byte for byte."""

from __future__ import annotations

import re

from tandem.event.person import Unusable
from tandem.identity.browser_ids import BrowserId, is_usual, parse_fbc, parse_fbp
from tandem.identity.hash import already_hashed
from tandem.identity.keys import PARTS
from tandem.identity.personal import holds_email
from tandem.identity.placeholders import PLACEHOLDERS

_ID = re.compile(r"[!-?A-~]{1,256}")
"""Printable ASCII without spaces and without `@`: an e-mail address in an id's place must not pass unhashed."""

_BROWSER_IDS = frozenset({"fbp", "fbc"})
_LEAD_ID = re.compile(r"\d{15,17}", re.ASCII)


def passing_id(key: str, text: str, _: object = None) -> str | Unusable:
    """
    The id as it came, or why it cannot be sent.

    A wrong `lead_id` or `fbc` would cost the whole event at Meta.
    """
    if key in _BROWSER_IDS:
        return text if is_usual(text) else _browser_id(key, text)
    if key in PARTS:
        digest = already_hashed(text)
        return digest or Unusable(key, "is not SHA-256", "Send fn, ln or db instead.")
    if key == "madid" and not text.strip("0-"):
        return Unusable(key, "is the id of a device that hides its id", "Leave it out when tracking is not allowed.")
    if key == "lead_id" and not _LEAD_ID.fullmatch(text):
        return Unusable(key, "is no lead id", "Send the 15 to 17 digits that Meta gave the lead, as text.")
    if not _ID.fullmatch(text) or holds_email(text) or text.lower() in PLACEHOLDERS[key]:
        return Unusable(key, "is no id", "Send the id as it was given to you, up to 256 printable characters.")
    return text


def _browser_id(key: str, text: str) -> str | Unusable:
    parsed = parse_fbp(text) if key == "fbp" else parse_fbc(text)
    return text if isinstance(parsed, BrowserId) else parsed
