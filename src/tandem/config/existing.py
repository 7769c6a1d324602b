"""What can be set for sites that tell of their events already: to a Pixel, to Google's data layer, to Shopify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from tandem.config.part import Part
from tandem.kit import contracts


class Observer(Part, frozen=True):
    """
    A Meta Pixel that is on the pages already: what the page tells it gets an `eventID` and goes to the gateway too.
    Ours are the pixels of this site's datasets. Page views are then the page's own. See docs/existing-sites.md.
    """

    tells_page_views: ClassVar[bool] = True


class Datalayer(Part, frozen=True):
    """Google's data layer on the pages: its e-commerce events are counted under Meta's names (contracts/ga4.json)."""

    name: str = "dataLayer"
    """The layer's name on the page."""
    defaults: bool = True
    """Whether Google's recommended events count. `false`: only those that stand under `events`."""
    events: dict[str, str] = {}  # noqa: RUF012 - msgspec copies it
    """
    Other names, and further events: `{ generate_lead = "Contact", quote_asked = "Quote", search = "" }`. An empty name
    switches an event off; one that is none of Meta's standard events becomes a custom event.
    """

    def told(self) -> dict[str, Any]:
        """Meta's name of each event, by the verb of the call."""
        names: dict[str, str] = {**(_ga4() if self.defaults else {}), **self.events}
        standard = contracts.load("dictionary.json")["events"]
        return {
            "name": self.name,
            "track": {theirs: ours for theirs, ours in names.items() if ours in standard},
            "trackCustom": {theirs: ours for theirs, ours in names.items() if ours and ours not in standard},
        }


class Shopify(Part, frozen=True):
    """
    A Shopify store, through a custom pixel: its standard events (contracts/shopify_events.json), its own consent. The
    pixel's frame has no origin: add "null" to the site's origins. Of the other parts, those that need a page are left
    out of the site's tag, since the frame has none. See docs/shopify.md.
    """

    framed: ClassVar[bool] = True
    tells_page_views: ClassVar[bool] = True
    knows_consent: ClassVar[bool] = True

    content_id: Literal["variant", "product", "sku"] = "variant"
    """Which of Shopify's ids your product catalogue at Meta goes by."""

    def told(self) -> dict[str, Any]:
        """The setting, and Meta's name of each of Shopify's events."""
        return {"content_id": self.content_id, "events": contracts.load("shopify_events.json")["events"]}


def _ga4() -> Mapping[str, str]:
    events: Mapping[str, str] = contracts.load("ga4.json")["events"]
    return events


def counted_twice(parts: Mapping[str, Part]) -> Iterator[str]:
    """What is wrong with these parts together: where to look, what, and how to mend it."""
    datalayer = parts.get("datalayer")
    if "observer" in parts and isinstance(datalayer, Datalayer) and datalayer.defaults:
        yield (
            "[site.tag.datalayer] and [site.tag.observer] would both count what a page tells the Pixel and the data "
            "layer: take one of them away, or set datalayer.defaults = false and name under datalayer.events what the "
            "Pixel is not told"
        )
