"""What can be set for the tag's part that asks the consent platform of a page."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from tandem.config.part import Part

Platform = Literal[
    "tcf",
    "gpp",
    "usp",
    "cookiebot",
    "onetrust",
    "usercentrics",
    "didomi",
    "cookieyes",
    "complianz",
    "klaro",
    "shopify",
    "wp-consent-api",
    "gcm",
]
"""Whom a page may have asked its visitor by, in the order in which `auto` looks: see docs/consent-banners.md."""


class Cmp(Part, frozen=True):
    """Who answers for the visitor. Until somebody does, nothing leaves the browser and nothing is stored there."""

    adapter: Literal["auto"] | Platform | tuple[Platform, ...] = "auto"
    """
    The consent platform on your pages, e.g. "cookiebot", or several: ["tcf", "gpp"]. Of those the first counts that is
    there and has something to say of this visitor. "auto" looks for all of them. What reads the one that you name is
    fetched with the tag; of several, what reads those that are found on the page, a moment after they have shown up.
    """
    wait: Annotated[float, msgspec.Meta(ge=0)] = 5.0
    """
    Seconds to look for the platform. Then `policy` stands: `opt-in` keeps waiting for an answer, `opt-out` begins to
    send. A platform that is there and has not been answered is waited for as long as the page is open.
    """

    def named(self) -> tuple[Platform, ...]:
        """The platforms that the settings name; none for `auto`."""
        if self.adapter == "auto":
            return ()
        return (self.adapter,) if isinstance(self.adapter, str) else self.adapter
