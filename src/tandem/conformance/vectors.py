"""What is asked: the vectors of contracts/meta/vectors/, each under a name that stays the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from tandem.kit.contracts import folder, load

FOR_META = frozenset({"em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id"})
"""The keys that Meta reads. The others are forms that other platforms hash."""


class Vector(msgspec.Struct, frozen=True, kw_only=True):
    """One row: see contracts/meta/vectors/README.md. `normal` and `sha256` are None when nothing may be sent."""

    id: str
    key: str
    input: str
    normal: str | None
    sha256: str | None
    source: str
    region: str | None = None
    country: str | None = None
    hashed: bool = False

    @property
    def field(self) -> str:
        """The key a sender writes: `em` for a vector about `em_google`."""
        return self.key if self.key in FOR_META else self.key.partition("_")[0]


def vectors(*wanted: str) -> list[Vector]:
    """All of them, or those whose id matches one of `wanted` (`ph-3f9a1`, `ph-*`), in the order of the files."""
    paths = sorted((folder() / "meta" / "vectors").glob("*.json"))
    found = [_vector(path.stem, row) for path in paths for row in load(f"meta/vectors/{path.name}")["vectors"]]
    return [vector for vector in found if not wanted or _matches(vector.id, wanted)]


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _vector(file: str, row: dict[str, Any]) -> Vector:
    return msgspec.convert(row | {"id": name_of(file, row)}, Vector)


def name_of(file: str, row: dict[str, Any]) -> str:
    """The file and five digits of what is asked. A row keeps its name when rows are added, moved, or better sourced."""
    asked = json.dumps([row["key"], row["input"], row.get("region"), row.get("country")])
    return f"{file}-{hashlib.sha256(asked.encode()).hexdigest()[:5]}"
