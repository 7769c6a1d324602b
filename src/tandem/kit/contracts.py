"""Where the shared truth lies: the data files of `contracts/`, in a checkout or inside the installed package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "contracts", _PACKAGE.parent.parent / "contracts")


@cache
def folder() -> Path:
    """The contracts folder. Raises `FileNotFoundError` when the installation is broken."""
    for place in _PLACES:
        if (place / "dictionary.json").is_file():
            return place
    raise FileNotFoundError("Tandem's contracts are missing: the installation is incomplete, install it again")


def load(name: str) -> Any:
    """One contract as plain data, e.g. `load("dictionary.json")`."""
    return msgspec.json.decode((folder() / name).read_bytes())
