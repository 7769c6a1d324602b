"""Libraries that the `dev` group of pyproject.toml promises to every test."""

from __future__ import annotations

import importlib
from typing import Any

import pytest


def promised(module: str) -> Any:
    """The library. Where it is missing the test fails and is not skipped: nobody looks at what was skipped."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as missing:
        pytest.fail(f"{missing.name} belongs to the development group: run `make setup`", pytrace=False)
