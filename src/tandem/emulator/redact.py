"""Nothing personal and no secret is shown in clear: not in answers, not in logs, not on pages."""

from __future__ import annotations

import re
from typing import Any

EMAIL = re.compile(r"[A-Za-z0-9._+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
TOKEN_IN_URL = re.compile(r"(?:(?<=access_token=)|(?<=appsecret_proof=))[^&\s]*")
USER_DATA_IN_URL = re.compile(
    r"(?<![A-Za-z])((?:ud|udff|aud|audff)(?:\[|%5B)[A-Za-z_]+(?:\]|%5D)=)([^&\s]*)", re.IGNORECASE
)
SHOWN = 4
"""How many characters of a token's end are shown; of a short token, none."""


def token(value: str) -> str:
    """`EAAB…ZDZD` becomes `…ZDZD`: enough to tell two tokens apart, not enough to use one."""
    return f"…{value[-SHOWN:]}" if len(value) >= 3 * SHOWN else "…"


def url(value: str) -> str:
    """A URL, or the query of one, without token, email address or unhashed user data in it."""
    value = TOKEN_IN_URL.sub(lambda found: token(found[0]), value)
    value = USER_DATA_IN_URL.sub(lambda found: found[1] + str(_clear(found[2])), value)
    return EMAIL.sub("(email)", value)


def payload(value: Any, personal: frozenset[str] = frozenset()) -> Any:
    """A copy of a JSON value without email addresses, and without clear text under the keys named `personal`."""
    if isinstance(value, str):
        return EMAIL.sub("(email)", value)
    if isinstance(value, list):
        return [payload(item, personal) for item in value]
    if isinstance(value, dict):
        return {key: _field(key, item, personal) for key, item in value.items()}
    return value


def _field(key: str, value: Any, personal: frozenset[str]) -> Any:
    if key in ("access_token", "appsecret_proof"):
        return token(str(value))
    if key not in personal:
        return payload(value, personal)
    return [_clear(item) for item in value] if isinstance(value, list) else _clear(value)


def _clear(value: Any) -> Any:
    """Hashes (32 hex digits or more at the start) pass; anything else is replaced by its length."""
    text = str(value)
    return value if re.match(r"[0-9a-fA-F]{32}", text) else f"(clear text, {len(text)} characters)"
