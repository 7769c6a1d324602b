"""The proof of an erasure: the bytes of the files themselves, free pages and logs included, are searched."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from pathlib import Path

CHUNK = 4 * 1024 * 1024
"""Bytes searched at a time."""


def search_database(path: Path, needles: Collection[bytes]) -> Iterator[int]:
    """
    For each chunk of a database and its log, how many of the needles it holds. This process may have it open: its file
    is therefore opened once and never closed. To close a file drops all locks that the process has on it (fcntl(2)),
    SQLite's too; the next program that looked into the database would then take the log for its own and remove it.
    Source: sqlite.org/howtocorrupt.html, 2.2.
    """
    yield from _counts(partial(os.pread, _for_good(path, path.stat().st_ino)), needles)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        yield from search(log, needles)


def search(path: Path, needles: Collection[bytes]) -> Iterator[int]:
    """The same of any other file."""
    with path.open("rb") as file:
        yield from _counts(partial(os.pread, file.fileno()), needles)


def _counts(read: Callable[[int, int], bytes], needles: Collection[bytes]) -> Iterator[int]:
    """`read`: so many bytes from there. A needle across two chunks is found too."""
    overlap = max((len(needle) for needle in needles), default=1) - 1
    place, tail = 0, b""
    while chunk := read(CHUNK, place):
        yield sum(needle in tail + chunk for needle in needles)
        place += len(chunk)
        tail = chunk[-overlap:] if overlap else b""


@cache
def _for_good(path: Path, inode: int) -> int:
    """A descriptor of that very file, until the process ends."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def files_with(folder: Path, needles: Collection[bytes]) -> tuple[str, ...]:
    """The names of the files beneath the folder that hold any of the needles."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(str(path.relative_to(folder)) for path in files if _holds(path, needles))


def _holds(path: Path, needles: Collection[bytes]) -> bool:
    try:
        return any(search(path, needles))
    except FileNotFoundError:  # a log that was just closed
        return False
