"""
GET /t/HASH.js: the tag as it was when a page was given this address. The address is immutable, so a page may name the
file's hash (`integrity`), and browsers keep it for a year.

Promises   An address that was served once is served again after a change of the settings and after an upgrade: a page
           that pins one never loses its tag. It keeps what it was pinned with: old settings, old events.
Limits     The last hundred versions of all sites together, some 15 KB each.
Not here   Which version a page should pin: `tandem tag` prints it.
"""

from __future__ import annotations

import re
from pathlib import Path

from tandem.doors.parts import IMMUTABLE, javascript
from tandem.doors.reply import NOT_FOUND, Reply

MOST = 100

_ADDRESS = re.compile(r"/t/([0-9a-f]{64})\.js")


def path(digest: str) -> str:
    """`digest` is the SHA-256 of the file, in hexadecimal."""
    return f"/t/{digest}.js"


class Pinned:
    """Every version of every site's tag that this gateway has served."""

    def __init__(self, folder: Path, present: dict[str, bytes]) -> None:
        """`present`: today's files by their SHA-256. Kept in `folder` from now on."""
        self._bodies = {**_kept(folder), **present}
        for digest, body in present.items():
            _keep(folder / f"{digest}.js", body)

    def reply(self, asked: str) -> Reply | None:
        """Nothing if this is no pinned address at all."""
        found = _ADDRESS.fullmatch(asked)
        if found is None:
            return None
        body = self._bodies.get(found[1])
        return Reply(200, body, javascript(IMMUTABLE)) if body is not None else NOT_FOUND


def _kept(folder: Path) -> dict[str, bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    newest = sorted(folder.glob("*.js"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in newest[MOST:]:
        old.unlink(missing_ok=True)
    return {file.stem: file.read_bytes() for file in newest[:MOST]}


def _keep(file: Path, body: bytes) -> None:
    """Whole or not at all; a version that is served again is young again."""
    half = file.with_suffix(".half")
    half.write_bytes(body)
    half.replace(file)
