"""One run holds every figure: what it could not measure it says, and what is promised stands beside what was found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench.__main__ import run, sound
from bench.node_peers import why
from bench.plan import QUICK
from bench.promised import Promise, promises

TINY = msgspec.structs.replace(QUICK, steady_seconds=1, sustained_seconds=1, idle_seconds=1, backlog=3_000)


@pytest.mark.slow
def test_the_whole_gateway_is_measured_and_what_it_accepted_was_delivered(tmp_path: Path) -> None:
    """A second at a steady rate, a second of traffic through all processes, a second of rest, a short backlog."""
    whole, told = run(TINY, tmp_path, only=("steady", "gateway"), quiet=True)
    assert whole.failed == {}
    flow = whole.found["gateway"]["sustained"]
    assert 0 < flow["accepted"] == flow["delivered"]
    assert whole.found["steady"]["errors"] == 0
    backlog = whole.found["gateway"]["backlog"]
    assert set(backlog["peak_mb"]) == {"acceptor", "worker", "dashboard"}
    assert backlog["events"] == 3_000
    assert min(whole.found["gateway"]["disk"].values()) > 500
    assert set(told) == {"steady", "gateway"}
    assert sound(whole)


def test_a_part_that_fails_says_why_and_spoils_the_run(tmp_path: Path) -> None:
    """A plan of accepting that there is not."""
    whole, told = run(msgspec.structs.replace(TINY, accept="no such plan"), tmp_path, only=("accept",), quiet=True)
    assert whole.failed == {"accept": "KeyError: 'no such plan'"}
    assert "not measured" in told["accept"]
    assert not sound(whole)


def held(**found: Any) -> dict[str, Promise]:
    return {each.what: each for each in promises(found)}


def test_a_promise_is_held_against_what_was_measured() -> None:
    """25 ms is as promised, 25.1 ms is not."""
    name = "p99 at 2,000 single events a second"
    assert held(steady={"p99_ms": 25.0})[name].kept is True
    assert held(steady={"p99_ms": 25.1})[name].kept is False


def test_a_promise_without_a_figure_is_neither_kept_nor_broken() -> None:
    assert {each.kept for each in held().values()} == {None}


def test_of_a_peer_that_cannot_be_had_the_run_says_which_package_is_missing() -> None:
    """npm's own words, shortened: the address of a registry does not belong into a report."""
    said = """\
npm error code E404
npm error 404 Not Found - GET https://registry.example/@peer%2fpart - Not found
npm error 404
npm error 404  '@peer/part@4.2.1' is not in this registry.
"""
    assert why(said) == "npm could not install @peer/part@4.2.1 (E404)"
    assert why("npm error code ENOTFOUND\n") == "npm could not install it (ENOTFOUND)"


def test_a_part_can_be_measured_alone(tmp_path: Path) -> None:
    """And its figures are left as JSON."""
    command = [sys.executable, "-m", "bench", "--quick", "--only", "identity", "--json", "--folder", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    told = msgspec.json.decode(done.stdout)
    assert set(told["found"]) == {"identity"}
    assert msgspec.json.decode((tmp_path / "latest.json").read_bytes()) == told
