"""Nobody should learn from a refused purchase that a version of the API has ended."""

from __future__ import annotations

from datetime import date

import pytest

from tandem.destinations.meta.versions import warning


@pytest.mark.parametrize(
    ("version", "today", "told"),
    [
        # developers.facebook.com/docs/graph-api/changelog/versions: v21.0 ends on 2027-01-21, v26.0 has no end yet.
        ("v26.0", date(2026, 11, 22), None),
        ("v21.0", date(2026, 10, 22), None),
        ("v21.0", date(2026, 10, 23), "v21.0 expires on 2027-01-21: set api-version to v26.0"),
        ("v21.0", date(2027, 1, 20), "v21.0 expires on 2027-01-21: set api-version to v26.0"),
        ("v21.0", date(2027, 1, 21), "v21.0 expired on 2027-01-21: set api-version to v26.0"),
    ],
)
def test_the_end_of_a_version_is_told_ninety_days_before(version: str, today: date, told: str | None) -> None:
    assert warning(version, today) == told


def test_a_version_that_nobody_knows_is_told() -> None:
    assert "v99.0 is not in this Tandem's calendar" in str(warning("v99.0", date(2026, 11, 22)))
