"""What is counted beside the rows, in the transaction that it tells of: requests, latencies, refusals at the door."""

from __future__ import annotations

from bisect import bisect_left

from tandem.kit.deferred import DeferringConnection

BOUNDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0, 21_600.0, 86_400.0, 259_200.0)
"""Seconds from an event's receipt to the answer that took it: half a second to three days."""

BEYOND = -1.0
"""Stands for the bound of what took longer than the last one."""

ANSWER_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds from a request to its answer, or until it was given up."""

_CASES = " ".join(f"WHEN seconds <= {bound} THEN {bound}" for bound in BOUNDS)

_DELIVERED = f"""
INSERT INTO latency_tally
SELECT destination, CASE {_CASES} ELSE {BEYOND} END AS bound, count(*), sum(seconds) FROM (
    SELECT o.destination, max(0, ?1 - c.received_at) / 1e6 AS seconds
    FROM json_each(?2) asked JOIN outbox o ON o.conversion = asked.value AND o.destination = ?3
    JOIN conversion c ON c.id = asked.value WHERE o.state = 'waiting'
) WHERE true GROUP BY bound
ON CONFLICT DO UPDATE SET events = events + excluded.events, seconds = seconds + excluded.seconds
"""  # noqa: S608 - numbers of ours only


_OPENED = """
INSERT INTO conversion_tally VALUES (?1, ?2, ?2)
ON CONFLICT DO UPDATE SET present = present + excluded.present, ever = ever + excluded.ever
"""

_TOLD = """
INSERT INTO arrival_tally VALUES (?1, ?2, ?3, ?3)
ON CONFLICT DO UPDATE SET present = present + excluded.present, ever = ever + excluded.ever
"""

_OWED = """
INSERT INTO owed_tally VALUES (?1, ?2, ?2)
ON CONFLICT DO UPDATE SET present = present + excluded.present, ever = ever + excluded.ever
"""

_BEGUN = """
INSERT INTO outbox_tally VALUES (?1, ?2, ?3, ?4, ?4)
ON CONFLICT DO UPDATE SET present = present + excluded.present, ever = ever + excluded.ever
"""


_EXPIRED = """
INSERT INTO outbox_tally VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT DO UPDATE SET present = present + excluded.present
"""


class Figures:
    """Writes inside the caller's transaction; of what is new, the sums at its end."""

    def __init__(self, connection: DeferringConnection) -> None:
        self._sql = connection

    def opened(self, site: str) -> None:
        """A conversion."""
        self._sql.add(_OPENED, (site,))

    def told(self, source: str, *, again: bool) -> None:
        """A message: `again` when it was not the first that told of its conversion."""
        self._sql.add(_TOLD, (source, again))

    def owed(self, destination: str, refused: str | None) -> None:
        """A conversion is owed to a destination, and waits, or was refused from the first for that reason."""
        self._sql.add(_OWED, (destination,))
        self._sql.add(_BEGUN, (destination, "refused" if refused else "waiting", refused or ""))

    def requested(self, destination: str, verdict: str, events: int, size: int, seconds: float) -> None:
        """One request, what it carried, and how long its answer took."""
        sql = (
            "INSERT INTO request_tally VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO UPDATE SET requests = requests + 1,"
            " attempts = attempts + excluded.attempts, bytes = bytes + excluded.bytes,"
            " seconds = seconds + excluded.seconds"
        )
        self._sql.execute(sql, (destination, verdict, events, size, seconds))
        place = bisect_left(ANSWER_BOUNDS, seconds)
        bound = ANSWER_BOUNDS[place] if place < len(ANSWER_BOUNDS) else BEYOND
        sql = (
            "INSERT INTO answer_tally VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET requests = requests + 1,"
            " seconds = seconds + excluded.seconds"
        )
        self._sql.execute(sql, (destination, bound, seconds))

    def taken(self, destination: str, events: int) -> None:
        """So many that waited are delivered."""
        sql = "UPDATE outbox_tally SET present = present - ? WHERE destination = ? AND fate = 'waiting'"
        self._sql.execute(sql, (events, destination))
        self._sql.add(_BEGUN, (destination, "delivered", ""), events)

    def expired(self, destination: str, reason: str) -> None:
        """A dead letter is refused for good, for the reason it was: no fate is counted twice."""
        self._sql.add(_EXPIRED, (destination, "dead", reason), -1)
        self._sql.add(_EXPIRED, (destination, "refused", reason), 1)

    def delivered(self, destination: str, conversions: str, at: int) -> None:
        """Call before their fate is written. `conversions` is a JSON list; `at` is in Unix microseconds."""
        self._sql.execute(_DELIVERED, (at, conversions, destination))

    def turned_away(self, site: str, source: str, reason: str, count: int) -> None:
        sql = "INSERT INTO door_tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count"
        self._sql.execute(sql, (site, source, reason, count))
