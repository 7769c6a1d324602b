"""What the documentation tells a newcomer to type works."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tandem.cli.program import app
from tandem.config.schema import Meta
from tandem.event import dictionary
from tandem.event.site import Site
from tandem.sources import backend
from tandem.sources.arrival import Arrival

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/quick-start.md")
COMMANDS = re.compile(r"(?:^|`|=… )tandem ([a-z]+)", flags=re.M)


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_on_the_page_exists(page: str) -> None:
    """`tandem VERB` is a verb of the program, `make NAME` a target of the Makefile."""
    assert set(COMMANDS.findall(text(page))) <= set(app)
    targets = set(re.findall(r"^([a-z-]+):.*##", text("Makefile"), flags=re.M))
    assert set(re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", text(page), flags=re.M)) <= {
        pair for name in targets for pair in ((name, ""), ("", name))
    }


def test_the_settings_in_the_quick_start_are_valid() -> None:
    """The TOML can be pasted as it stands."""
    block = re.search(r"```toml\n(.*?)```", text("docs/quick-start.md"), flags=re.S)
    assert block is not None
    settings = tomllib.loads(block[1])
    for meta in settings["site"]["meta"]:
        msgspec.convert(meta, Meta)


def test_the_order_in_the_quick_start_is_accepted() -> None:
    """The body of the curl command parses, and the dictionary makes the id the page promises."""
    block = re.search(r"-d '(\{.*?\n   \})'", text("docs/quick-start.md").replace("'\\''", "’"), flags=re.S)
    assert block is not None
    json.loads(block[1])
    site = Site(name="shop", dictionary=dictionary.build({}))
    arrival = Arrival(source="backend", received_at=datetime(2026, 11, 22, tzinfo=UTC))
    arrived = backend.parse(msgspec.Raw(block[1].encode()), arrival, site)
    assert arrived.event_id == "order_000123"


def test_the_snippet_in_the_quick_start_is_the_one_the_demo_shop_uses() -> None:
    """What is shown is what is tested in a browser every day."""
    stub = re.search(r"<script>(!function.*?)</script>", text("docs/quick-start.md"))
    assert stub is not None
    assert stub[1] in text("src/tandem/demo/shop/templates/base.html")
