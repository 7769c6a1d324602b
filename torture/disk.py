"""A disk that can be full: a tmpfs that shrinks to what is on it, or, without root, a limit on the size of files."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

PAGE = 4096
LARGEST = "2g"
LOG_ROOM = 32 * 1024


class Disk(Protocol):
    name: str

    def fill(self, room: int) -> None:
        """From now on `room` more bytes fit, about."""
        ...

    def free(self) -> None: ...

    def close(self) -> None: ...


class Tmpfs:
    """Mounted over the data folder."""

    name = "a tmpfs"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        _mount("-t", "tmpfs", "-o", f"size={LARGEST}", "none", str(folder))

    def fill(self, room: int) -> None:
        while not self._shrinks(room):
            pass

    def _shrinks(self, room: int) -> bool:
        """Not while somebody writes more than `room` in between: then there is more on it than it would hold."""
        on_it = os.statvfs(self._folder)
        used = (on_it.f_blocks - on_it.f_bfree) * on_it.f_frsize
        try:
            self._resize(str(used + room // PAGE * PAGE))
        except subprocess.CalledProcessError:
            return False
        return True

    def free(self) -> None:
        self._resize(LARGEST)

    def close(self) -> None:
        """What is on it goes into the folder that it covered: somebody may want to look."""
        kept = self._folder.with_name(f"{self._folder.name}-kept")
        shutil.copytree(self._folder, kept)
        subprocess.run(["umount", "--lazy", str(self._folder)], check=False)
        self._folder.rmdir()
        kept.rename(self._folder)

    def _resize(self, size: str) -> None:
        _mount("-o", f"remount,size={size}", str(self._folder))


class FileLimit:
    """
    No file of the processes grows beyond a size, which the logs may still reach and the databases are beyond soon.
    `pids` tells which processes these are.
    """

    name = "a limit on files"

    def __init__(self, logs: Path, pids: Callable[[], Collection[int]]) -> None:
        self._logs = logs
        self._pids = pids

    def fill(self, room: int) -> None:
        longest = max(log.stat().st_size for log in self._logs.glob("*.log"))
        self._limit(longest + LOG_ROOM + room)

    def free(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def close(self) -> None:
        self.free()

    def _limit(self, size: int) -> None:
        for pid in self._pids():
            try:
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
            except (ProcessLookupError, PermissionError):
                continue


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def make_disk(folder: Path, pids: Callable[[], Collection[int]]) -> Disk:
    """The better one of the two that this machine allows."""
    try:
        return Tmpfs(folder)
    except (OSError, subprocess.CalledProcessError):
        return FileLimit(folder.parent, pids)
