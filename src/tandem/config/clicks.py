"""What can be set for the click ids of platforms other than Meta."""

from __future__ import annotations

from typing import Any

from tandem.config.part import Part
from tandem.kit import contracts


class Clicks(Part, frozen=True):
    """
    Remembers the ids that ad platforms put into the address of a landing page, or keep in cookies of their own tags,
    and tells them with every event: gclid, ttclid, msclkid and the others of contracts/click_ids.json.
    """

    only: tuple[str, ...] = ()
    """Which of them, e.g. ["gclid", "gbraid", "wbraid"]: what you have no use for need not be kept. Empty: all."""
    in_app: bool = True
    """Whether the browser inside Meta's apps is asked for the click id where the address has lost it."""

    def fetches(self) -> tuple[str, ...]:
        return ("inapp",) if self.in_app else ()

    def told(self) -> dict[str, Any]:
        """Names as alternatives of a regular expression."""
        ids: dict[str, Any] = contracts.load("click_ids.json")["ids"]
        wanted = {key: row for key, row in ids.items() if not self.only or key in self.only}
        return {
            "parameters": "|".join(key for key, row in wanted.items() if row["names"] == "click"),
            "cookies": "|".join(name for row in wanted.values() for name in row["cookies"]),
            "in_app": self.in_app,
        }
