"""
Do the books balance? Every message is a conversion's first or a repetition, and every conversion that was accepted for
a destination is delivered, refused or still waiting there.

`PROOF` pairs rows instead of comparing sums, so that two faults cannot cancel out. A *difference* is the number of rows
without their counterpart: a conversion that no message told of, a message of no conversion, a conversion that was owed
to a destination and has no line in its outbox, a line of no conversion.

What was owed is taken from the books themselves: all conversions of a site from the first to the last one that a
destination was owed or was sent. Two limits follow. A lost line at either end of that span is noticed only if a request
carried its conversion; and a destination that was taken out of the settings for a while leaves a gap that shows here.
"""

from __future__ import annotations

import sqlite3

import msgspec

PROOF = """
WITH span AS (
    SELECT site, destination, min(conversion) AS first, max(conversion) AS last FROM (
        SELECT c.site, o.destination, o.conversion FROM outbox o JOIN conversion c ON c.id = o.conversion
        UNION ALL
        SELECT c.site, r.destination, a.conversion
        FROM attempt a JOIN request r ON r.id = a.request JOIN conversion c ON c.id = a.conversion
    ) GROUP BY site, destination
), stray AS (
    SELECT o.destination, count(*) AS lines FROM outbox o
    WHERE NOT EXISTS (SELECT 1 FROM conversion c WHERE c.id = o.conversion) GROUP BY o.destination
)
SELECT
    NULL AS destination,
    (SELECT count(*) FROM arrival),
    (SELECT count(*) FROM conversion),
    (SELECT count(*) - count(DISTINCT conversion) FROM arrival),
    0,
    (SELECT count(*) FROM conversion c WHERE NOT EXISTS (SELECT 1 FROM arrival a WHERE a.conversion = c.id))
    + (SELECT count(*) FROM arrival a WHERE NOT EXISTS (SELECT 1 FROM conversion c WHERE c.id = a.conversion))
UNION ALL
SELECT
    s.destination,
    count(*),
    sum(o.state IS 'delivered'),
    sum(o.state IS 'refused'),
    sum(o.state IS 'waiting'),
    sum(o.state IS NULL) + coalesce((SELECT lines FROM stray WHERE stray.destination = s.destination), 0)
FROM span s
JOIN conversion c ON c.site = s.site AND c.id BETWEEN s.first AND s.last
LEFT JOIN outbox o ON o.conversion = c.id AND o.destination = s.destination
GROUP BY s.destination
ORDER BY destination
"""


class Arrivals(msgspec.Struct, frozen=True):
    """arrivals = conversions + repetitions."""

    arrivals: int
    conversions: int
    repetitions: int
    difference: int


class Account(msgspec.Struct, frozen=True):
    """accepted = delivered + refused + waiting, for one destination."""

    destination: str
    accepted: int
    delivered: int
    refused: int
    waiting: int
    difference: int


class Balance(msgspec.Struct, frozen=True):
    """The books since the first entry. `difference` is zero when they balance."""

    balanced: bool
    difference: int
    arrivals: Arrivals
    destinations: tuple[Account, ...]


def balance(ledger: sqlite3.Connection) -> Balance:
    """The proof, one query. Reads all of the books: some seconds for a million conversions."""
    (_, told, conversions, repetitions, _, unpaired), *lines = ledger.execute(PROOF)
    accounts = tuple(Account(*line) for line in lines)
    difference = unpaired + sum(account.difference for account in accounts)
    arrivals = Arrivals(told, conversions, repetitions, unpaired)
    return Balance(difference == 0, difference, arrivals, accounts)
