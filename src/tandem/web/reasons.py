"""Every reason in words, for the page that shows it: what happened, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tandem.event.outcome import Reason
from tandem.ledger.reports.fates import BY_RULE


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`by_rule`: the site's own rules ask for it, nothing is wrong."""

    reason: Reason
    title: str
    meaning: str
    cure: str
    by_rule: bool


_WORDS: Mapping[Reason, tuple[str, str, str]] = {
    Reason.MALFORMED: (
        "Not readable",
        "The request was not JSON, or not of the documented shape.",
        "Compare what the sender posts with the API page.",
    ),
    Reason.INVALID_FIELD: (
        "Unusable field",
        "A field has a value that nobody can use.",
        "Mend the field that is named; the problem says what it expects.",
    ),
    Reason.MISSING_FIELD: (
        "Missing field",
        "A field is missing that the event cannot do without.",
        "Send it. The tracking plan (events.toml) says which fields an event needs.",
    ),
    Reason.TOO_OLD: (
        "Too old",
        "It was older on arrival than any destination still takes: 7 days, or 62 for a physical store.",
        "Send events as they happen.",
    ),
    Reason.IN_FUTURE: (
        "In the future",
        "It is dated after its arrival.",
        "Set the sender's clock, and send Unix seconds.",
    ),
    Reason.TOO_LARGE: (
        "Too large",
        "The body, or the list of events, is over the limit.",
        "Send fewer events in one request.",
    ),
    Reason.TOO_DEEP: (
        "Nested too deep",
        "custom_data nests deeper than the limit.",
        "Send flat data: nothing of use to an ad platform is nested that deep.",
    ),
    Reason.TOO_SLOW: (
        "Too slow",
        "The sender did not finish its request in time.",
        "Send the request in one go.",
    ),
    Reason.UNKNOWN_ORIGIN: (
        "Unknown page",
        "A web page sent an event, and no site lists its origin.",
        "Add the origin to the site's origins in tandem.toml, if the page is yours.",
    ),
    Reason.UNKNOWN_KEY: (
        "Unknown key",
        "A request brought no bearer key, or one that no site knows.",
        "Give the sender a key of the site. `tandem key` makes one.",
    ),
    Reason.NO_CONSENT: (
        "No consent",
        "The visitor did not allow advertising, or nobody said so in time.",
        "Nothing to mend. If it is far more than you expect, check that the banner reports its answer.",
    ),
    Reason.CONSENT_WITHDRAWN: (
        "Consent withdrawn",
        "The visitor took the consent back before the event was sent.",
        "Nothing to mend: the event was stopped in time.",
    ),
    Reason.BROWSER_ONLY: (
        "Browser only",
        "The tracking plan gives this event no server leg. The Pixel in the browser reports it.",
        "Nothing to mend. To send it from the server as well, add the leg in events.toml.",
    ),
    Reason.TOO_THIN: (
        "Nobody to match",
        "Nothing in it could tell the destination whom it is about.",
        "Send more of what you know of the customer: e-mail, phone, or the visitor's fbp and fbc.",
    ),
    Reason.TOO_LATE: (
        "Too late",
        "It became too old for the destination while it waited.",
        "Look at the destination's last answer: it waited for something to be mended.",
    ),
    Reason.REJECTED: (
        "Rejected",
        "The destination refused this event for good.",
        "The destination's answer, in the event's trace, says what it objects to.",
    ),
    Reason.OUR_FAULT: (
        "Tandem's fault",
        "A bug in Tandem.",
        "Please report it, with the event's trace.",
    ),
}


def explanations() -> tuple[Explanation, ...]:
    """One for each reason there is."""
    return tuple(_explain(reason, *_WORDS[reason]) for reason in Reason)


def _explain(reason: Reason, title: str, meaning: str, cure: str) -> Explanation:
    return Explanation(reason=reason, title=title, meaning=meaning, cure=cure, by_rule=reason in BY_RULE)
