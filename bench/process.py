"""What a process costs, and what everybody else on the machine takes. Read from Linux's /proc; unknown elsewhere."""

from __future__ import annotations

import os
import resource
from pathlib import Path

_STAT = Path("/proc/stat")


def cpu_seconds(pid: int) -> float:
    """What the process has used of the CPU so far, in user mode and in the kernel; 0 where nobody tells."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _ticks()


def rss_bytes(pid: int) -> int:
    """The memory it holds; 0 where nobody tells."""
    statm = Path(f"/proc/{pid}/statm")
    return int(statm.read_text().split()[1]) * resource.getpagesize() if statm.exists() else 0


def peak_bytes(pid: int) -> int:
    """The most memory it ever held; 0 where nobody tells."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


def children(pid: int) -> dict[int, str]:
    """The processes it has started, and the command line of each; none where nobody tells."""
    told = Path(f"/proc/{pid}/task/{pid}/children")
    numbers = [int(number) for number in told.read_text().split()] if told.exists() else []
    return {number: Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ") for number in numbers}


class Noise:
    """The work of others between two moments: everything the machine did, less our server, our load and ourselves."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._before = self._others()

    def cpu_seconds(self) -> float:
        """Since this was made."""
        return max(0.0, self._others() - self._before)

    def _others(self) -> float:
        return _busy_seconds() - cpu_seconds(self._server) - _own_seconds()


def _busy_seconds() -> float:
    """User, nice and system time of all cores; without interrupts, which the load itself causes."""
    if not _STAT.exists():
        return 0.0
    return sum(map(int, _STAT.read_text().split(maxsplit=4)[1:4])) / _ticks()


def _own_seconds() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, who))


def _ticks() -> int:
    return os.sysconf("SC_CLK_TCK")
