"""
GET /t/part/VERSION/NAME.js: the parts of the tag that pages fetch when they need them, the same for all sites.

Promises   An address that was served once is served again after an upgrade, with the same bytes: a page that pins its
           tag finds the parts of that tag.
Limits     The last hundred versions, some 60 KB each.
Not here   Which of them a site's pages fetch: composition.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tandem.doors.reply import NOT_FOUND, Reply
from tandem.kit import built

IMMUTABLE = "public, max-age=31536000, immutable"
"""For an address that holds a hash of what lies there."""

MOST = 100

_ADDRESS = re.compile(r"/t/part/([0-9a-f]{16})/([a-z.-]+)\.js")


def source(name: str) -> bytes:
    return built.read(f"tag.{name}.js")


def seal(name: str) -> str:
    """As the `integrity` of a script. https://www.w3.org/TR/SRI/"""
    return f"sha256-{base64.b64encode(hashlib.sha256(source(name)).digest()).decode()}"


def folder() -> str:
    """Where they all lie: one address for a version of Tandem, so that a tag need not be told one for each."""
    return f"/t/part/{_version()}/"


def path(name: str) -> str:
    return f"{folder()}{name}.js"


def names() -> tuple[str, ...]:
    """Of every part that was built, also those that are in /t.js."""
    return tuple(sorted(file.name[4:-3] for file in built.FOLDER.glob("tag.?*.js") if file.name != "tag.frame.js"))


def javascript(cache: str) -> list[tuple[str, str]]:
    """The headers of every script: any page may load it, also with `integrity` and from an isolated origin."""
    return [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", cache),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
    ]


class Parts:
    """Every version that this gateway has served."""

    def __init__(self, kept: Path) -> None:
        """Today's are kept in the folder `kept` from now on, one file for a version."""
        self._versions = {**_read(kept), _version(): {name: source(name).decode() for name in names()}}
        _keep(kept / f"{_version()}.parts", self._versions[_version()])

    def reply(self, asked: str) -> Reply:
        found = _ADDRESS.fullmatch(asked)
        body = self._versions.get(found[1], {}).get(found[2]) if found else None
        return Reply(200, body.encode(), javascript(IMMUTABLE)) if body is not None else NOT_FOUND


@functools.cache
def _version() -> str:
    """Of names and bytes, so that another part is another address. The built files do not change under a process."""
    whole = msgspec.json.encode([(name, seal(name)) for name in names()])
    return hashlib.sha256(whole).hexdigest()[:16]


def _read(kept: Path) -> dict[str, dict[str, str]]:
    kept.mkdir(parents=True, exist_ok=True)
    newest = sorted(kept.glob("*.parts"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in newest[MOST:]:
        old.unlink(missing_ok=True)
    return {file.stem: msgspec.json.decode(file.read_bytes(), type=dict[str, str]) for file in newest[:MOST]}


def _keep(file: Path, version: Mapping[str, str]) -> None:
    """Whole or not at all; a version that is served again is young again."""
    half = file.with_suffix(".half")
    half.write_bytes(msgspec.json.encode(version))
    half.replace(file)
