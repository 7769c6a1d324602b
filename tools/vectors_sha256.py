"""
Fills in the SHA-256 of every vector in contracts/meta/vectors/ with coreutils' sha256sum, never with our own program.

    python tools/vectors_sha256.py            write the digests
    python tools/vectors_sha256.py --check    write nothing; exit 1 and name the rows whose digest is wrong

A row is one line. `normal: null` (refused) has no digest; a row marked `hashed` is its own digest.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parent.parent / "contracts" / "meta" / "vectors"
_DIGEST = re.compile(r'"sha256": (?:null|"[^"]*")')


def digest_of(row: dict[str, object]) -> str | None:
    normal = row["normal"]
    if normal is None or row.get("hashed"):
        return None if normal is None else str(normal)
    printed = subprocess.run(["sha256sum"], input=str(normal).encode(), capture_output=True, check=True).stdout
    return printed.split()[0].decode()


def filled(line: str) -> str:
    """The line with its digest; a line that is no row comes back as it is."""
    if not line.lstrip().startswith('{"key"'):
        return line
    row = json.loads(line.strip().rstrip(","))
    return _DIGEST.sub(f'"sha256": {json.dumps(digest_of(row))}', line, count=1)


def main() -> int:
    wrong = 0
    for path in sorted(VECTORS.glob("*.json")):
        before = path.read_text().splitlines(keepends=True)
        after = [filled(line) for line in before]
        if "--check" not in sys.argv:
            path.write_text("".join(after))
            continue
        for number, (old, new) in enumerate(zip(before, after, strict=True), start=1):
            if old != new:
                wrong += 1
                print(f"{path.name}:{number}: the digest is wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
