"""The pages of the sources: what an operator copies from them starts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tandem.config.source import Source
from tandem.kit.secret import Secret
from tandem.sources.kinds import KINDS, open_source

PAGES = Path("docs/sources")
BLOCK = re.compile(r"^ *```toml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def written() -> list[tuple[str, dict[str, Any]]]:
    """Every source that a page shows, and the page's name."""
    found = []
    for page in sorted(PAGES.glob("*.md")):
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            site = tomllib.loads(block).get("site", {})
            found += [(page.stem, source) for source in site.get("source", [])]
    return found


@pytest.mark.parametrize(("page", "shown"), written(), ids=lambda value: value if isinstance(value, str) else "")
def test_what_a_page_shows_can_be_used(page: str, shown: dict[str, Any]) -> None:
    """Its kind, its settings and its options, as they stand there."""
    settings = msgspec.convert(shown, Source, strict=True)
    assert open_source(settings, [Secret("whsec_c2VjcmV0")] * max(1, len(settings.secrets))).name == settings.name


def test_every_kind_has_a_page_that_shows_it() -> None:
    """But for `orders`, which docs/orders.md tells of."""
    assert {shown["kind"] for _, shown in written()} | {"orders"} >= set(KINDS)
