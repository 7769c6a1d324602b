"""What lies where in the data folder."""

from __future__ import annotations

from pathlib import Path


def journal(data: Path) -> Path:
    return data / "journal.db"


def ledger(data: Path) -> Path:
    return data / "ledger.db"


def visits(data: Path) -> Path:
    return data / "visits.db"


def errands(data: Path) -> Path:
    """What the processes are asked to do."""
    return data / "errands.db"


def scripts(data: Path) -> Path:
    """Every version of the tag that pages may have pinned."""
    return data / "tag"


def ballast(data: Path) -> Path:
    """Space that can be given up when the disk is full."""
    return data / "ballast"


def vitals(data: Path) -> Path:
    """Signs of life of each process."""
    return data / "vitals"


def trace_key(data: Path) -> Path:
    """Under which traces are named."""
    return data / "traces.key"
