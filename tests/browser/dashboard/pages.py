"""What tests of the dashboard's pages have in common."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from playwright.async_api import BrowserContext, Page

from tandem.event.model import Event
from tandem.kit.clock import system_clock

PHONE = {"width": 390, "height": 844}


def just_now(told: Event, **changes: object) -> Event:
    """The event as it arrives while the test runs: the dashboard's window ends at the present."""
    at = system_clock() - timedelta(seconds=2)
    return replace(told, event_time=at, received_at=at, **changes)


async def opened(context: BrowserContext, address: str, path: str) -> tuple[Page, list[str]]:
    """A page, and what it complains of."""
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    await page.goto(address + path)
    return page, complaints
