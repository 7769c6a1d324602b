"""
Weigh what tag/size.json promises, gzipped: the core; everything that a page is served at first, in the heaviest of all
combinations of settings that the gateway can compose; the same in the frame of a store's custom pixel; and each part
that is fetched later, by itself. Exits with 1 when one is heavier than it says. Run by `make size`, after the build.
"""

from __future__ import annotations

import gzip
import itertools
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tandem.config.bridge import Bridge
from tandem.config.clicks import Clicks
from tandem.config.cmp import Cmp
from tandem.config.consent import Banners
from tandem.config.existing import Datalayer, Observer, Shopify
from tandem.config.forms import Forms
from tandem.config.page import Declared, Routes
from tandem.config.queue import Queue
from tandem.config.schema import Consent, Meta, Site
from tandem.config.tag import Tag
from tandem.doors import parts
from tandem.doors.composition import composed, fetched
from tandem.doors.script import Scripts
from tandem.event.dictionary import build
from tandem.kit import built

ROOT = Path(__file__).resolve().parent.parent
PROMISED: dict[str, Any] = json.loads((ROOT / "tag" / "size.json").read_text(encoding="utf-8"))

CHOICES: dict[str, tuple[Any, ...]] = {
    "cmp": (None, Cmp()),
    "observer": (None, Observer()),
    "datalayer": (None, Datalayer(defaults=False, events={"quote_asked": "Quote"})),
    "shopify": (None, Shopify()),
    "routes": (None, Routes()),
    "forms": (None, Forms(hash=True)),
    "declared": (None, Declared()),
    "clicks": (None, Clicks()),
    "bridge": (None, Bridge(domains=("pay.example.net",))),
    "queue": (None, Queue()),
    "respect_blockers": (False, True),
    "debug_key": ("", "0" * 64),
}
"""Each setting of the tag: off, and on with most that it can bring. A test compares the names with the settings'."""

BANNERS = Banners(didomi_vendors=("facebook",), klaro_services=("meta-pixel",))

Parts = tuple[str, ...]


def sites() -> Iterator[Site]:
    """One for each combination."""
    for debug, regional, *chosen in itertools.product((False, True), (False, True), *CHOICES.values()):
        consent = Consent(policy="opt-out-ldu" if regional else "opt-in", banners=BANNERS)
        tag = Tag(**dict(zip(CHOICES, chosen, strict=True)))
        yield Site(name="shop", origins=(), debug=debug, consent=consent, tag=tag)


def heaviest(compositions: Iterable[Parts]) -> Parts:
    """Of several; more parts are never lighter, so that only those need be weighed that no other contains."""
    sets = {frozenset(parts): parts for parts in compositions}
    whole = [parts for names, parts in sets.items() if not any(names < others for others in sets)]
    return max(whole, key=lambda parts: weight(code(parts)))


def code(names: Parts) -> bytes:
    """As it is served, but for the site's own settings and the frame around all."""
    return b"\n".join([*map(parts.source, names), built.read("tag.js")])


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 9, mtime=0))


def weighed() -> dict[str, tuple[int, int, Parts]]:
    """What is there and what is promised, by name: bytes, most bytes, of which parts."""
    pages, frames, later = set(), set(), set()
    for site in sites():
        (frames if site.tag.shopify else pages).add(composed(site))
        later.update(fetched(site))
    found = {"core": (), "everything": heaviest(pages), "custom_pixel": heaviest(frames)}
    whole = {name: (weight(code(names)), PROMISED[name]["gzip"], names) for name, names in found.items()}
    limits: dict[str, int] = PROMISED["later"]["gzip"]
    single = {name: (weight(parts.source(name)), limits.get(name, 0), (name,)) for name in sorted(later)}
    return whole | single


def around() -> int:
    """What the frame and the settings of an ordinary site add to its code."""
    site = Site(name="shop", origins=(), meta=(Meta(dataset_id="1234567890", token="none"),))
    served = Scripts(site, build({}), "https://gw.example.com").of(None).body
    return weight(served) - weight(code(composed(site)))


def main() -> None:
    found = weighed()
    _, _, worst = found["everything"]
    for name in worst:
        rest = tuple(other for other in worst if other != name)
        print(f"  {name}: {found['everything'][0] - weight(code(rest))} bytes of everything")
    for name, (bytes_, most, _) in found.items():
        print(f"{name}: {bytes_} of {most} bytes, gzipped")
    print(f"The frame and an ordinary site's settings, its events among them, add {around()} bytes.")
    heavy = [f"{name} by {bytes_ - most}" for name, (bytes_, most, _) in found.items() if bytes_ > most]
    if heavy:
        sys.exit(f"Heavier than tag/size.json promises, in bytes: {', '.join(heavy)}.")


if __name__ == "__main__":
    main()
