"""What may become of an event: a closed list, so that every end can be counted, looked up and alerted on."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an event went no further. Each has a heading in docs/reasons.md with a cause and a cure."""

    # At the door: the sender is told, nothing is kept.
    MALFORMED = "malformed"  # not JSON, or not of the documented shape
    INVALID_FIELD = "invalid_field"  # a field has a value nobody can use
    MISSING_FIELD = "missing_field"  # a field the event cannot do without
    TOO_OLD = "too_old"  # older than any destination still takes
    IN_FUTURE = "in_future"  # dated after its arrival
    TOO_LARGE = "too_large"  # the body, or the list, is over the limit
    TOO_DEEP = "too_deep"  # nested beyond the limit
    TOO_SLOW = "too_slow"  # the sender did not finish its request in time
    UNKNOWN_ORIGIN = "unknown_origin"  # a web page that no site lists
    UNKNOWN_KEY = "unknown_key"  # no bearer key, or one that no site knows
    BAD_SIGNATURE = "bad_signature"  # a webhook that its source did not sign, or signed long ago
    NO_ROOM = "no_room"  # the disk or the backlog is near its limit: come back later

    # At release: kept, and withheld from a destination on purpose.
    NO_CONSENT = "no_consent"  # the visitor did not allow it, or nobody said so in time
    ERASED = "erased"  # its visitor was erased on request
    CONSENT_WITHDRAWN = "consent_withdrawn"  # allowed once, taken back before it was sent
    BROWSER_ONLY = "browser_only"  # the dictionary gives this event no server leg
    TOO_THIN = "too_thin"  # nothing in it that the destination could match to a person
    CANCELLED = "cancelled"  # the order was cancelled before it was due
    UNCONFIRMED = "unconfirmed"  # the page told of an order, and its truth never did
    TEST_ORDER = "test_order"  # its source calls it a test
    ZERO_TOTAL = "zero_total"  # an order worth nothing
    NOT_MEANT = "not_meant"  # the order is none of those that the event is made of
    RENEWAL = "renewal"  # a further charge of a subscription, which the policy does not count
    TOO_LATE = "too_late"  # became too old while it waited
    DESTINATION_REMOVED = "destination_removed"  # nobody serves the destination any more

    # At the destination.
    REJECTED = "rejected"  # the destination refused this event for good
    OUR_FAULT = "our_fault"  # a bug here: please report it
