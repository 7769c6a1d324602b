"""
Limited Data Use: the place that Meta is told of a visitor who opted out of sale or sharing. Both legs say the same.

Source: developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options. The states
and their numbers stand in contracts/meta/server_event.json.
"""

from __future__ import annotations

from functools import cache

from tandem.kit import contracts

UNITED_STATES = 1
LOCATE = (0, 0)
"""Country and state that Meta finds by the address."""


def place(region: str | None) -> tuple[int, int]:
    """Meta's numbers of the country and the state: of a state that it lists, else `LOCATE`."""
    state = subdivisions().get(region or "")
    return (UNITED_STATES, state) if state else LOCATE


@cache
def subdivisions() -> dict[str, int]:
    """By ISO 3166-2 code, e.g. `US-CA`."""
    told = contracts.load("meta/server_event.json")["subdivisions"]
    return {code: number for code, number in told.items() if code != "about"}
