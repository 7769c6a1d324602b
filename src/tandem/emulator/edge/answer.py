"""What the edge says: the success body, and the error body of each rule in `errors.json`."""

from __future__ import annotations

from typing import Any

from tandem.emulator.received import Refused
from tandem.emulator.rules import ErrorRule


class _Words(dict[str, str]):
    """What fills the placeholders of a message; a fault that is ordered by hand fills none."""

    def __missing__(self, key: str) -> str:
        return "…"


def success(events: int, trace: str) -> dict[str, Any]:
    """The body of a 200. `trace` is the `fbtrace_id`."""
    return {"events_received": events, "messages": [], "fbtrace_id": trace}


def error(rule: ErrorRule, refused: Refused, trace: str, locale: str) -> dict[str, Any]:
    """The body of a refusal; which event is at fault stands in it only where Meta says so. `locale` is `en_US`."""
    about = _Words(refused.about, index=str(refused.index))
    body: dict[str, Any] = {
        "message": rule.message.format_map(about),
        "type": rule.type,
        "code": rule.code,
        "is_transient": rule.is_transient,
        "fbtrace_id": trace,
    }
    if rule.error_subcode is not None:
        body["error_subcode"] = rule.error_subcode
    if words := rule.texts.get(locale):
        body |= {"error_user_title": words.title, "error_user_msg": words.user_message.format_map(about)}
    if rule.blame and refused.index is not None:
        body["error_data"] = {"blame_field_specs": [[step.format_map(about) for step in rule.blame]]}
    return {"error": body}
