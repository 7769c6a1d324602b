"""The pages on conformance and on testing say what is so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tandem.conformance.vectors import vectors
from tandem.conformance.verdict import FAILURES
from tandem.testing.legs import Pair
from tandem.testing.meta import Meta
from tests.support.promised import promised

ROOT = Path(__file__).resolve().parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_way_to_fail_is_explained() -> None:
    """Each verdict has its row, and no row is left of one that is gone."""
    rows = re.findall(r"^\| `(\w+)` \| ", text("docs/conformance.md").split("Meta's libraries")[0], flags=re.M)
    assert rows == list(FAILURES)


def test_the_vectors_that_the_page_names_exist() -> None:
    """Whoever copies a command gets an answer, and the digest shown is the one expected."""
    page = text("docs/conformance.md")
    named = {vector.id: vector for vector in vectors(*re.findall(r"\b[a-z_]+-[0-9a-f]{5}\b", page))}
    shown = [vector for name, vector in named.items() if name.startswith("zp-")]
    assert set(named) == set(re.findall(r"\b(?:zp|ct|ge|country|external_id)-[0-9a-f]{5}\b", page))
    assert shown
    assert all(f'"{vector.input}"' in page and str(vector.sha256) in page for vector in shown)


def test_a_fault_of_the_business_sdk_shows_itself_by_the_command_on_the_page() -> None:
    """With the input and the verdict that its row names."""
    promised("facebook_business")
    rows = re.findall(
        r"^\| `([^`]+)` .*: (\w+) \| `tandem (conformance --only facebook_business [^`]*)` \|$",
        text("docs/conformance.md"),
        flags=re.M,
    )
    assert len(rows) == 4
    for given, verdict, command in rows:
        told = subprocess.run(
            [sys.executable, "-m", "tandem", *command.split(), "--json"], capture_output=True, check=True, timeout=60
        )
        (failure,) = json.loads(told.stdout)["implementations"][0]["failures"]
        assert (failure["input"].strip(), failure["verdict"]) == (given, verdict)


def test_every_option_that_the_page_names_exists() -> None:
    """As `tandem conformance` takes them."""
    source = text("src/tandem/cli/conformance.py")
    ours = re.findall(r"tandem conformance ([^\n`]*)|`(--[a-z-]+)", text("docs/conformance.md"))
    options = {option for pair in ours for option in re.findall(r"--([a-z-]+)", " ".join(pair))}
    assert {"only", "url", "key", "json", "live", "command", "node-modules"} <= options
    assert [option for option in options if f"    {option.replace('-', '_')}: " not in source] == []


def test_the_example_on_the_page_is_the_one_that_runs() -> None:
    """Line for line."""
    block = re.search(r"```python\n(.*?)```", text("docs/testing.md"), flags=re.S)
    assert block is not None
    assert block[1] == text("examples/01-test-a-flask-shop/test_shop.py")


def test_everything_the_fixture_can_do_is_on_the_page_and_nothing_else() -> None:
    """Each `meta.name` of the page exists, each public name of the fixture is on the page."""
    named = set(re.findall(r"\bmeta\.([a-z_]+)", text("docs/testing.md")))
    public = {name for name in vars(Meta) if not name.startswith("_")} | {"url", "pixel_script", "emulator"}
    assert named == public - {"told"}
    for name in ("browser", "server", "same_event_id", "difference"):
        assert f"`.{name}`" in text("docs/testing.md")
        assert hasattr(Pair, name)
