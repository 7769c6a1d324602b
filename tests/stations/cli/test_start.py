"""A command starts quickly: it loads what it needs, and nothing that only others need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("aiohttp", "cryptography", "cyclopts", "litestar", "phonenumbers", "structlog", "uvicorn", "tandem.ledger")
"""Each takes about as long to load as Python itself takes to start, or longer."""


def loaded_by(*modules: str) -> set[str]:
    """Which of the heavy ones a fresh Python has, when it has loaded these."""
    program = f"import sys, {', '.join(modules)}; print(*[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("modules", "needed"),
    [
        (("tandem.cli.program",), {"cyclopts"}),
        (("tandem.cli.key", "tandem.cli.problems"), set()),
        (("tandem.cli.status", "tandem.app.view"), {"tandem.ledger"}),
        (("tandem.cli.child", "tandem.app.acceptor"), {"tandem.ledger"}),
    ],
    ids=["help", "key", "status", "acceptor"],
)
def test_a_command_loads_only_what_it_needs(modules: tuple[str, ...], needed: set[str]) -> None:
    """The list of commands needs no books, reading the books needs no web server, the doors ask nobody anything."""
    assert loaded_by(*modules) == needed
