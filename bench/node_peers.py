"""
Peers that run on Node, each in a folder of its own beneath bench/peers: installed there by the bench, by nothing else.

    python -m bench.node_peers [--json]

A peer that cannot be measured says why, and costs the rest of the run nothing.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import msgspec

from bench.counted import counting_server
from bench.deliver import SDK_BATCHES, Drained

PEERS = Path(__file__).with_name("peers")
NPM = Path(__file__).resolve().parent.parent / "tools" / "npm.sh"
INSTALL = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-progress", "--omit-lockfile-registry-resolved")
PATIENCE = 180.0
"""Seconds that an installation, or one sending, may take."""

_MISSING = re.compile(r"npm (?:error|ERR!) 404 .*'(@?[a-z0-9./-]+@[0-9.]+)'")
_CODE = re.compile(r"npm (?:error|ERR!) code (\w+)")


class NotMeasured(msgspec.Struct, frozen=True, tag="not measured"):
    why: str


class Peer(msgspec.Struct, frozen=True, tag="measured"):
    """What one did with as many events of the same kind, by the size of its batches."""

    by_batch: dict[str, Drained]


def measured(name: str, endpoint: str, batches: dict[int, int]) -> Peer | NotMeasured:
    """`batches`: events in one request, and how many events are sent so."""
    folder = PEERS / name
    try:
        if why := _install(folder):
            return NotMeasured(why)
        if not (folder / "send.mjs").exists():
            return NotMeasured(f"it can be had, but nobody has written bench/peers/{name}/send.mjs yet")
        return Peer({str(batch): _send(folder, endpoint, batch, events) for batch, events in batches.items()})
    except subprocess.TimeoutExpired:
        return NotMeasured(f"it took longer than {PATIENCE:g} s")
    except (subprocess.CalledProcessError, OSError, msgspec.DecodeError) as problem:
        return NotMeasured(f"it failed: {type(problem).__name__}")


def _install(folder: Path) -> str:
    """Why it cannot be installed; empty when it is."""
    how = ["ci"] if (folder / "package-lock.json").exists() else ["install", "--no-package-lock"]
    done = _npm(folder, *how, *INSTALL)
    return "" if done.returncode == 0 else why(done.stderr)


def why(said: str) -> str:
    """What npm said, in one line, without the address of a registry."""
    code, missing = _CODE.search(said), _MISSING.search(said)
    return f"npm could not install {missing[1] if missing else 'it'} ({code[1] if code else 'no code'})"


def _send(folder: Path, endpoint: str, batch: int, events: int) -> Drained:
    done = _npm(folder, "run", "--silent", "send", "--", endpoint, str(batch), str(events))
    done.check_returncode()
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Drained)


def _npm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(NPM), "--prefix", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def measure(batches: dict[int, int] = SDK_BATCHES) -> dict[str, Peer | NotMeasured]:
    names = sorted(path.name for path in PEERS.iterdir() if (path / "package.json").exists())
    with counting_server() as endpoint:
        return {name: measured(name, endpoint, batches) for name in names}


def as_text(found: dict[str, Peer | NotMeasured]) -> str:
    return "\n".join(line for name, each in found.items() for line in _lines(name, each))


def _lines(name: str, found: Peer | NotMeasured) -> list[str]:
    if isinstance(found, NotMeasured):
        return [f"{name}: not measured: {found.why}."]
    return [
        f"{f'{name}, batches of {batch}':34}{each.per_second:>10,.0f}{each.per_cpu_second:>16,.0f}"
        for batch, each in found.by_batch.items()
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.node_peers", description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = measure()
    print(msgspec.json.encode(found).decode() if parser.parse_args(arguments).json else as_text(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
