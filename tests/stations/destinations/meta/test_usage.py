"""
How much of our allowance Meta says is used. The forms are those of the two pages on rate limiting that
`destinations.meta.usage` names.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.destinations.contract import Usage
from tandem.destinations.meta.usage import usage

BUSINESS = (
    '{"66782684": [{"type": "ads_management", "call_count": 95, "total_cputime": 20, "total_time": 20,'
    ' "estimated_time_to_regain_access": 0, "ads_api_access_tier": "development_access"}],'
    ' "10153848260347724": [{"type": "ads_management", "call_count": 97, "total_cputime": 23, "total_time": 23,'
    ' "estimated_time_to_regain_access": 3, "ads_api_access_tier": "development_access"}]}'
)


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("x-app-usage", '{"call_count": 28, "total_time": 25, "total_cputime": 26}', Usage(28)),
        ("x-app-usage", '{"call_count": 28, "total_time": 25, "total_cputime": 99.6}', Usage(100)),
        ("x-business-use-case-usage", BUSINESS, Usage(97, timedelta(minutes=3))),
        ("x-business-use-case", BUSINESS, Usage(97, timedelta(minutes=3))),
        ("x-ad-account-usage", '{"acc_id_util_pct": 9.67, "reset_time_duration": 100}', Usage(10)),
        (
            "x-ad-account-usage",
            '{"acc_id_util_pct": 100, "reset_time_duration": 100}',
            Usage(100, timedelta(seconds=100)),
        ),
        (
            "x-ad-account-usage",
            '{"acc_id_util_pct": 100, "reset_time_duration": 1e308}',
            Usage(100, timedelta(hours=1)),
        ),
    ],
)
def test_the_highest_share_counts_and_the_longest_wait(name: str, told: str, expected: Usage) -> None:
    """Minutes in one header, seconds in the other; an hour at most."""
    assert usage({name: told}) == expected


def test_of_several_headers_the_worst_counts() -> None:
    told = {"x-app-usage": '{"call_count": 99}', "x-business-use-case-usage": BUSINESS}
    assert usage(told) == Usage(99, timedelta(minutes=3))


@pytest.mark.parametrize(
    "told",
    [
        "",
        "95",
        "null",
        "[95]",
        "call_count=95",
        '{"call_count": 95',
        '{"call_count": "95"}',
        '{"call_count": null}',
        '{"call_count": -95}',
        '{"call_count": NaN}',
        '{"call_count": 1e999}',
        '{"7": {"call_count": 95}}',
        '{"7": [95, null, "call_count"]}',
        "[" * 8_000,
        '{"7":' * 1_500,
    ],
)
def test_a_header_that_cannot_be_read_says_nothing(told: str) -> None:
    """Above all it does not turn a batch that was taken into a fault."""
    names = ("x-app-usage", "x-ad-account-usage", "x-business-use-case-usage", "x-business-use-case")
    assert usage(dict.fromkeys(names, told)) == Usage()
