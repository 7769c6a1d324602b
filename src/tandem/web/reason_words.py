"""The words themselves: for every reason a title, what happened, and what to do about it. Backticks mark code."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.event.outcome import Reason

Words = tuple[str, str, str]
"""Title, meaning, cure."""

AT_THE_DOOR: Mapping[Reason, Words] = {
    Reason.MALFORMED: (
        "Not readable",
        "The request was not JSON, or not of the documented shape.",
        "Send one JSON document in UTF-8, and compare it with the API page; `curl -d @event.json` shows the answer.",
    ),
    Reason.INVALID_FIELD: (
        "Unusable field",
        "A field has a type or a value that nobody can use: a currency that ISO 4217 does not list, milliseconds where "
        "seconds belong, `purchase` for `Purchase`, a name that we do not know.",
        "Mend the field that the answer names; the API page says what each one takes. Data of your own belongs into "
        "`custom_data`.",
    ),
    Reason.MISSING_FIELD: (
        "Missing field",
        "The event cannot do without it: a Purchase without value or currency, an event without an `event_id` that no "
        "template makes.",
        "Send it; `events.toml` says what an event needs. Tandem invents no value, no currency and no id: each would "
        "corrupt your reports.",
    ),
    Reason.TOO_OLD: (
        "Too old",
        "On arrival it was older than 7 days (62 for `physical_store`); Meta takes no older ones.",
        "Send events as they happen. For a backlog, look at what delayed it.",
    ),
    Reason.IN_FUTURE: (
        "In the future",
        "A backend's event is dated more than five minutes ahead.",
        "Send Unix seconds, and set the sender's clock.",
    ),
    Reason.TOO_LARGE: (
        "Too large",
        "The body, or the list of events, is over the limit.",
        "Send fewer events in one request, or raise `[limits]` in tandem.toml.",
    ),
    Reason.TOO_DEEP: (
        "Nested too deep",
        "`custom_data` nests deeper than `limits.depth`.",
        "Send flat data: nothing of use to an ad platform is nested that deep.",
    ),
    Reason.TOO_SLOW: (
        "Too slow",
        "The body did not arrive within `limits.body-seconds`.",
        "Send the request in one go; look at the network between sender and gateway.",
    ),
    Reason.NO_ROOM: (
        "Asked to come back later",
        "The disk has less left than `limits.disk-reserve`, or more was taken than is settled, up to `limits.backlog`. "
        "The sender was told 429 and when to come back; the tag and most senders do so by themselves.",
        "Make room on the disk of the data folder; for a backlog, see that the worker runs. `tandem status` shows "
        "both. The doors open again by themselves.",
    ),
    Reason.UNKNOWN_ORIGIN: (
        "Unknown page",
        "A web page sent an event, and no site lists its origin.",
        "If the page is yours, add its origin to the site's `origins` in tandem.toml, scheme and port included. If "
        "not, nothing is to be done.",
    ),
    Reason.UNKNOWN_KEY: (
        "Unknown key",
        "A request brought no bearer key, or one that no site knows.",
        "Give the sender a key of the site. `tandem key` makes one: its SHA-256 goes into `keys`, the key itself to "
        "your backend.",
    ),
    Reason.BAD_SIGNATURE: (
        "Bad signature",
        "A webhook for `/hooks/NAME` that its source did not sign with one of the secrets of `[[site.source]]`, or "
        "signed too long ago.",
        "Compare the secret with the one that the source shows; while you rotate it, list both. A proxy in front must "
        "pass the body on unchanged; the clocks of both machines must be right.",
    ),
}
"""The sender was told, with field, problem and cure; nothing was kept."""

AT_RELEASE: Mapping[Reason, Words] = {
    Reason.NO_CONSENT: (
        "No consent",
        "The visitor refused advertising, or nobody reported an answer within `consent.wait` on a site where silence "
        "means no.",
        "Nothing, if that is the truth. If visitors do agree: see that the page calls `tandem('consent', 'granted')`, "
        "and that your backend sends `consent` with the order.",
    ),
    Reason.CONSENT_WITHDRAWN: (
        "Consent withdrawn",
        "The visitor had agreed, and took it back before the event was sent.",
        "Nothing: the event was stopped in time.",
    ),
    Reason.ERASED: (
        "Erased",
        "Its visitor was erased on request (`tandem erase`) before it was sent.",
        "Nothing: that it happened and what it was worth stays in your books, and nobody is known to have been in it.",
    ),
    Reason.BROWSER_ONLY: (
        "Browser only",
        "The tracking plan gives this event no server leg. The Pixel in the browser reports it.",
        "Nothing. To send it from the server as well, give it the leg in `events.toml`: "
        '`legs = ["browser", "server"]`.',
    ),
    Reason.TOO_THIN: (
        "Nobody to match",
        "Nothing in it could match a person: no e-mail, phone, external id, click id, browser id or address. Meta "
        "refuses a whole batch for such an event.",
        "Send what you know of the customer; pass the visitor's `_fbp`, `_fbc`, address and user agent with orders "
        "from your backend.",
    ),
    Reason.CANCELLED: (
        "Cancelled",
        "The order was cancelled before the policy called it a conversion.",
        "Nothing: a cancelled order is none. The order's page lists what its source told.",
    ),
    Reason.UNCONFIRMED: (
        "Unconfirmed",
        "A page told of an order, and the source that `events.toml` names as its truth never did, not within `wait`.",
        "See that the webhooks of the source arrive, or let `wait` be longer. "
        '`missing = "send"` sends such orders all the same, unpaid ones among them.',
    ),
    Reason.TEST_ORDER: (
        "Test order",
        "Its source calls it a test.",
        "Nothing. `test_orders = true` counts them: for a trial, never in production.",
    ),
    Reason.ZERO_TOTAL: (
        "Worth nothing",
        "The order's value by policy is zero: a voucher paid all of it, or a free trial began.",
        "Nothing, or count them: `zero_totals = true` in the event's `[order]`.",
    ),
    Reason.NOT_MEANT: (
        "Another event",
        "The page told of this event, and the order is none of those that it is made of: `only` in its `[order]`.",
        "Nothing, if `only` says what you mean. Otherwise look with `tandem trace` at what the source told.",
    ),
    Reason.RENEWAL: (
        "Renewal",
        "A further charge of a subscription. The policy counts the first order only.",
        'Nothing, or let renewals count: `renewals = "Subscribe"` in the `[order]` of the event.',
    ),
    Reason.TOO_LATE: (
        "Too late",
        "It became too old for the destination while it waited: a token was broken, or the destination down, for days.",
        "Mend what held the destination: its last answer says what that was. These events are lost to it; the ledger "
        "keeps them.",
    ),
    Reason.DESTINATION_REMOVED: (
        "Destination removed",
        "The destination was taken out of `tandem.toml`, and did not come back within `delivery.removed-grace`.",
        "Nothing, if you meant to. Otherwise put it back: events that come from then on are sent.",
    ),
}
"""The event was kept, and withheld from a destination on purpose."""

AT_THE_DESTINATION: Mapping[Reason, Words] = {
    Reason.REJECTED: (
        "Rejected",
        "The destination refused this very event, for good.",
        "The event's trace shows its answer with the code. If the payload is at fault, please report it.",
    ),
    Reason.OUR_FAULT: (
        "Tandem's fault",
        "A bug in Tandem.",
        "Please report it, with the line of the log that names it.",
    ),
}
