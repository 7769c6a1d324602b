"""One process per file: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no flock; there the operator minds the rule.
    fcntl = None  # type: ignore[assignment]


class LockedElsewhere(RuntimeError):
    """Another process holds the file."""


def hold_alone(path: Path) -> IO[str]:
    """Take the lock and return its handle; closing it lets go. Raises `LockedElsewhere`."""
    handle = path.open("a+")
    if fcntl is None:
        return handle
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise LockedElsewhere(
            f"another process writes beside {path}: stop the other Tandem, or use another data folder"
        ) from None
    handle.truncate(0)
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return handle
