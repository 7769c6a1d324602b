"""What `make build` made for browsers: the tag and the pages."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "_built"


class NotBuilt(FileNotFoundError):
    """The file is made by the build, and the build has not been run."""


def read(name: str) -> bytes:
    """The bytes of `tag.js`, `dashboard.css`… Raises `NotBuilt`."""
    path = FOLDER / name
    if not path.is_file():
        raise NotBuilt(f"{name} is not built yet: run `make build` in the checkout, or install a released wheel")
    return path.read_bytes()
