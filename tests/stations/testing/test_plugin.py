"""What somebody gets who installs the plugin, and what somebody notices who does not use it: nothing."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

from tests.stations.testing.runs import pytest_of

ROOT = Path(__file__).resolve().parents[3]

TWO_IDS = """
def test_the_ids_are_one(meta):
    meta.pixel("Purchase", "order_1", value=49.90, currency="EUR")
    meta.pixel("Purchase", "order_2", value=49.90, currency="EUR")
    assert meta.counted("Purchase") == 1
"""


def test_every_test_finds_a_meta_that_has_received_nothing(tmp_path: Path) -> None:
    """One emulator serves the whole run and forgets everything between two tests."""
    tests = """
import pytest
urls = set()
@pytest.mark.parametrize("turn", range(3))
def test_a_lead_is_counted(meta, turn):
    urls.add(meta.url)
    meta.pixel("Lead", "the_same_id")
    assert meta.counted() == 1
    assert len(urls) == 1
"""
    assert pytest_of(tmp_path, tests).counts() == {"passed": 3}


def test_a_failure_shows_what_meta_received(tmp_path: Path) -> None:
    """Below the traceback: every action, with its fields."""
    run = pytest_of(tmp_path, TWO_IDS)
    assert run.counts() == {"failed": 1}
    shown = run.output.split("what Meta received")[1]
    assert re.search(r"event_id +order_2", shown)
    assert re.search(r"event_id +order_1", shown)
    assert re.search(r"custom_data\.currency +EUR", shown)


def test_a_failure_before_anything_came_says_so(tmp_path: Path) -> None:
    """The usual beginner's mistake: the sender does not know the emulator's address."""
    run = pytest_of(tmp_path, "def test_sale(meta):\n    assert meta.counted('Purchase') == 1\n")
    assert run.output.split("what Meta received")[1].splitlines()[1] == "nothing"


def test_whoever_does_not_use_it_pays_nothing(tmp_path: Path) -> None:
    """No emulator and no web server is imported for a test that asks for none."""
    tests = """
import sys
def test_nothing_was_loaded():
    loaded = [name for name in sys.modules if name.split(".")[0] in ("aiohttp", "msgspec", "rich")]
    assert loaded + [name for name in sys.modules if name.startswith("tandem.emulator")] == []
"""
    assert pytest_of(tmp_path, tests).counts() == {"passed": 1}


def test_a_fixture_of_their_own_named_meta_stays_theirs(tmp_path: Path) -> None:
    """It is handed to their tests, and a failure prints nothing of ours, also where other tests use ours."""
    ours = "def test_ours(meta): assert meta.counted() == 0"
    theirs = """
import pytest
@pytest.fixture
def meta(): return {"title": "theirs"}
def test_theirs(meta): assert meta == {"title": "other"}
"""
    (tmp_path / "test_before_theirs.py").write_text(ours, encoding="utf-8")
    run = pytest_of(tmp_path, theirs)
    assert run.counts() == {"passed": 1, "failed": 1}
    assert "{'title': 'theirs'}" in run.output
    assert "what Meta received" not in run.output
    assert "INTERNALERROR" not in run.output


def test_installing_the_package_is_enough() -> None:
    """The entry point names a module that can be imported and has the fixture."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    plugin = import_module(project["entry-points"]["pytest11"]["tandem"])
    assert hasattr(plugin, "meta")
    assert any(needed.startswith("pytest") for needed in project["optional-dependencies"]["testing"])
