"""The proof of an erasure: the bytes of the files themselves, free pages and logs included, are searched."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

CHUNK = 4 * 1024 * 1024
"""Bytes searched at a time."""


def search(path: Path, needles: Collection[bytes]) -> Iterator[int]:
    """For each chunk, how many of the needles it holds. A needle across two chunks is found too."""
    overlap = max((len(needle) for needle in needles), default=1) - 1
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(CHUNK):
            yield sum(needle in tail + chunk for needle in needles)
            tail = chunk[-overlap:] if overlap else b""


def files_with(folder: Path, needles: Collection[bytes]) -> tuple[str, ...]:
    """The names of the files beneath the folder that hold any of the needles."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(str(path.relative_to(folder)) for path in files if _holds(path, needles))


def beside(path: Path) -> tuple[Path, ...]:
    """A database and its log."""
    return tuple(each for each in (path, path.with_name(path.name + "-wal")) if each.exists())


def _holds(path: Path, needles: Collection[bytes]) -> bool:
    try:
        return any(search(path, needles))
    except FileNotFoundError:  # a log that was just closed
        return False
