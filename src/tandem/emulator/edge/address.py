"""Is the request addressed to something that exists: a living API version, a known dataset?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

from tandem.emulator.received import Refused
from tandem.emulator.rules import VersionRules


def check_version(version: str, now: float, rules: VersionRules) -> None:
    """Raises `Refused` for an unknown version, and for a known one from the day it expires. `now` is Unix seconds."""
    if version not in rules.expires:
        raise Refused("version_unknown", version=version)
    expires = rules.expires[version]
    if expires is not None and datetime.fromtimestamp(now, UTC).date() >= date.fromisoformat(expires):
        raise Refused("version_expired", version=version, expired=expires, current=rules.current)


def check_dataset(dataset: str, known: Collection[str] | None) -> None:
    """Raises `Refused` unless the id is digits. Without a list of known ones every such id will do."""
    if not dataset.isdecimal() or (known is not None and dataset not in known):
        raise Refused("dataset_unknown", dataset=dataset)
