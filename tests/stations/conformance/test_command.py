"""`tandem conformance` as it is typed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from typing import Any

import pytest

from tests.stations.conformance.peers import GREETING

NEVER_RIGHT = shlex.join([sys.executable, "-I", "-c", f"{GREETING}    say(sent='not a hash')\n"])


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tandem", "conformance", *arguments]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, timeout=100)


def report(*arguments: str) -> list[dict[str, Any]]:
    done = run("--json", *arguments)
    assert done.stderr == ""
    implementations: list[dict[str, Any]] = json.loads(done.stdout)["implementations"]
    return implementations


def test_everyone_is_on_the_board(bare_python: str) -> None:
    """Tandem passes; who is not installed is named, with the reason, and costs nothing."""
    done = run("--vector", "ge-*", "--python", bare_python)
    assert done.returncode == 0, done.stderr
    assert "tandem" in done.stdout
    assert "not installed: pip install facebook_business" in done.stdout
    assert "--node-modules FOLDER" in done.stdout


def test_json_has_the_score_of_each(bare_python: str) -> None:
    """Passed, failed, skipped, and each failing vector."""
    ours, *others = report("--vector", "zp-*", "--python", bare_python)
    assert ours["implementation"] == "tandem"
    assert (ours["failed"], ours["skipped"], ours["failures"]) == (0, 0, [])
    assert ours["passed"] == ours["keys"]["zp"]["passed"] > 0
    assert [peer["passed"] for peer in others] == [0] * len(others)


def test_a_program_of_ones_own_that_fails_fails_the_command() -> None:
    """So that it can stand in somebody's CI."""
    done = run("--only", "command", "--command", NEVER_RIGHT, "--vector", "fn-*")
    assert done.returncode == 1
    assert "sent readable" in done.stdout


def test_a_failure_can_be_seen_again_with_the_command_it_prints() -> None:
    """One vector, one implementation, the same failure."""
    (first, *_) = report("--only", "command", "--command", NEVER_RIGHT, "--vector", "fn-*")[0]["failures"]
    tandem, *arguments = shlex.split(first["reproduce"])
    assert (tandem, arguments[0]) == ("tandem", "conformance")
    assert report(*arguments[1:])[0]["failures"] == [first]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--only", "nobody"), "tandem: --only nobody: there is tandem, facebook_business,"),
        (("--vector", "xx-00000"), "tandem: no vector has that id"),
        (("--url", "http://127.0.0.1:9/", "--key", "a-secret"), "tandem: --key takes env:NAME or file:PATH"),
        (("--url", "http://127.0.0.1:9/", "--key", "env:NOT_SET_ANYWHERE"), "tandem: the variable NOT_SET_ANYWHERE"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    """No traceback, and never the key."""
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(message)
    assert len(done.stderr.splitlines()) == 1
    assert "a-secret" not in done.stderr


def test_an_endpoint_where_nothing_listens_fails_the_command() -> None:
    """A typing error in the address must not look like a pass."""
    done = run("--only", "endpoint", "--url", "http://127.0.0.1:9/", "--emulator-port", "0", "--vector", "fn-*")
    assert done.returncode == 1
    assert "nothing answers at http://127.0.0.1:9/" in done.stdout


@pytest.mark.slow
def test_a_running_tandem_passes_over_http_what_it_passes_at_home() -> None:
    """Every vector that an event can carry, and every promise of a sender, through acceptor, worker and wire."""
    (live,) = report("--live", "--only", "tandem-live")
    assert live["failures"] == []
    assert live["passed"] > 600
    assert len(live["checks"]) == 7
    assert [check for check in live["checks"] if check["found"]] == []
