"""`python -m tools.real_pixel FILE-OR-ADDRESS [--json]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.request import urlopen

import msgspec

from tandem.emulator.rules import load_rules
from tandem.emulator.testing import MetaEmulator
from tools.real_pixel.browser import NoBrowser, visited
from tools.real_pixel.checks import checked
from tools.real_pixel.outcome import Outcome, outcome
from tools.real_pixel.report import as_text

COULD_NOT = 2


def main() -> None:
    options = _options()
    try:
        found = run(library(options.pixel))
    except (OSError, NoBrowser) as problem:
        print(f"The visit could not be made: {problem}", file=sys.stderr)
        sys.exit(COULD_NOT)
    print(msgspec.json.format(msgspec.json.encode(found)).decode() if options.json else as_text(found))
    sys.exit(0 if found.sound else 1)


def library(place: str) -> bytes:
    """The file, from a path or an address. Raises `OSError`, of which `URLError` is one."""
    if not place.startswith(("http://", "https://")):
        return Path(place).read_bytes()
    with urlopen(place, timeout=30) as answer:  # an address that the caller named
        return bytes(answer.read())


def run(source: bytes) -> Outcome:
    """One visit with this library, and what became of everything it sent."""
    with MetaEmulator.running() as meta:
        visit = visited(source, meta)
        return outcome(visit, meta, load_rules().pixel, checked(visit, meta))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.real_pixel", description=__doc__)
    parser.add_argument("pixel", help="an fbevents.js: a file, or an address that answers one")
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
