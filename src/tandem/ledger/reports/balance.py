"""
Do the books balance? Every message is a conversion's first or a repetition, and every conversion that was accepted for
a destination is delivered, refused or still waiting there.

`balance` reads the roll-ups, which the books keep with every change: what conversions say is owed on one side, what the
outbox says became of it on the other. It costs nothing, however large the books are.

`prove` counts all of it anew, and pairs rows instead of comparing sums, so that two faults cannot cancel out. Its
*difference* is the number of rows without their counterpart: a conversion that no message told of, a message of no
conversion, a conversion that was owed to a destination (its own row says to which) and has no line in its outbox, a
line that nothing was owed by.
"""

from __future__ import annotations

import sqlite3

import msgspec

PROOF = """
SELECT
    NULL AS destination,
    (SELECT count(*) FROM arrival),
    (SELECT count(*) FROM conversion),
    (SELECT count(*) - count(DISTINCT conversion) FROM arrival),
    0,
    (SELECT count(*) FROM conversion c WHERE NOT EXISTS (SELECT 1 FROM arrival a WHERE a.conversion = c.id))
    + (SELECT count(*) FROM arrival a WHERE NOT EXISTS (SELECT 1 FROM conversion c WHERE c.id = a.conversion))
UNION ALL
SELECT destination, sum(accepted), sum(delivered), sum(refused), sum(waiting), sum(unpaired) FROM (
    SELECT
        debt.value AS destination,
        1 AS accepted,
        o.fate IS 'delivered' AS delivered,
        o.fate IS 'refused' AS refused,
        o.fate IS 'waiting' AS waiting,
        o.fate IS NULL AS unpaired
    FROM conversion c JOIN json_each(c.owed) debt
    LEFT JOIN outbox o ON o.conversion = c.id AND o.destination = debt.value
    UNION ALL
    SELECT o.destination, 0, 0, 0, 0, 1 FROM outbox o WHERE NOT EXISTS
        (SELECT 1 FROM conversion c WHERE c.id = o.conversion AND instr(c.owed, json_quote(o.destination)))
) GROUP BY destination
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


_CONVERSIONS = "SELECT coalesce(sum(present), 0) FROM conversion_tally"
_ARRIVALS = "SELECT coalesce(sum(present), 0), coalesce(sum(present) FILTER (WHERE again), 0) FROM arrival_tally"
_ACCOUNTS = """
SELECT destination, sum(owed), sum(delivered), sum(refused), sum(waiting) FROM (
    SELECT destination, present AS owed, 0 AS delivered, 0 AS refused, 0 AS waiting FROM owed_tally
    UNION ALL
    SELECT destination, 0, iif(fate = 'delivered', present, 0), iif(fate IN ('refused', 'dead'), present, 0),
        iif(fate = 'waiting', present, 0) FROM outbox_tally
) GROUP BY destination HAVING sum(owed) OR sum(delivered) OR sum(refused) OR sum(waiting) ORDER BY destination
"""


def balance(ledger: sqlite3.Connection) -> Balance:
    """From the roll-ups, in no time."""
    (conversions,) = ledger.execute(_CONVERSIONS).fetchone()
    told, repetitions = ledger.execute(_ARRIVALS).fetchone()
    arrivals = Arrivals(told, conversions, repetitions, abs(told - repetitions - conversions))
    accounts = tuple(_account(*line) for line in ledger.execute(_ACCOUNTS))
    return _summed(arrivals, accounts)


def _account(destination: str, owed: int, delivered: int, refused: int, waiting: int) -> Account:
    return Account(destination, owed, delivered, refused, waiting, abs(owed - delivered - refused - waiting))


def prove(ledger: sqlite3.Connection) -> Balance:
    """The proof, one query. Reads all of the books: some ten seconds for a million conversions."""
    (_, told, conversions, repetitions, _, unpaired), *lines = ledger.execute(PROOF)
    return _summed(Arrivals(told, conversions, repetitions, unpaired), tuple(Account(*line) for line in lines))


def _summed(arrivals: Arrivals, accounts: tuple[Account, ...]) -> Balance:
    difference = arrivals.difference + sum(account.difference for account in accounts)
    return Balance(difference == 0, difference, arrivals, accounts)
