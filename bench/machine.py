"""The machine, as far as a figure depends on it. No names, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter

import msgspec

_SYNCS = 200
_PAGE = 4096


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    system: str
    cores: int
    memory_gb: float
    disk: str
    """The file system under the journal."""
    syncs_per_second: float
    """How often the bare disk takes 4 KiB and a sync, one after the other."""
    python: str
    granian: str
    sqlite: str

    @classmethod
    def here(cls, folder: Path) -> Machine:
        return cls(
            system=f"{platform.system()} {platform.machine()}",
            cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
            memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
            disk=file_system(folder),
            syncs_per_second=round(_syncs_per_second(folder)),
            python=f"{platform.python_implementation()} {platform.python_version()}",
            granian=version("granian"),
            sqlite=sqlite3.sqlite_version,
        )


def file_system(folder: Path) -> str:
    """The type of the file system that holds the folder, e.g. `ext4`; `unknown` outside Linux."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "unknown"
    lines = [line.split() for line in mounts.read_text().splitlines()]
    types = {Path(place): kind for _, place, kind, *_ in lines}
    return next(types[place] for place in (folder.resolve(), *folder.resolve().parents) if place in types)


def _syncs_per_second(folder: Path) -> float:
    with TemporaryFile(dir=folder) as file:
        started = perf_counter()
        for _ in range(_SYNCS):
            os.write(file.fileno(), bytes(_PAGE))
            os.fsync(file.fileno())
        return _SYNCS / (perf_counter() - started)
