"""One verb, one file."""

from __future__ import annotations


def main() -> None:
    """The `tandem` command."""
    from tandem.cli.program import run

    run()
