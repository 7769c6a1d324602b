"""Reading tandem.toml and events.toml. Imported by `cli` alone, so that no function reads the disk behind your back."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tandem.config.schema import Loaded, Settings
from tandem.kit.secret import Secret, SecretMissing, resolve


class BadSettings(ValueError):
    """The settings cannot be used; the text says where and how to mend them."""


def load(path: Path) -> Loaded:
    """Read `path` and the events.toml beside it. Raises `BadSettings`."""
    settings = _settings(path)
    folder = path.resolve().parent
    return Loaded(
        settings=settings,
        events=_toml(folder / "events.toml", missing_ok=True),
        tokens=_tokens(settings, path),
        data=folder / settings.gateway.data,
    )


def _settings(path: Path) -> Settings:
    try:
        settings = msgspec.convert(_toml(path), Settings, strict=True)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{path}: {error}. docs/settings.md lists every key.") from None
    names = [site.name for site in settings.site]
    if not names or len(set(names)) != len(names):
        raise BadSettings(f"{path}: give one [[site]] or more, each with a name of its own.")
    return settings


def _tokens(settings: Settings, path: Path) -> dict[str, Secret]:
    tokens: dict[str, Secret] = {}
    for meta in (meta for site in settings.site for meta in site.meta):
        try:
            tokens[meta.dataset_id] = resolve(meta.token, folder=path.resolve().parent)
        except SecretMissing as error:
            raise BadSettings(f"{path}: the token of dataset {meta.dataset_id}: {error}.") from None
    return tokens


def _toml(path: Path, *, missing_ok: bool = False) -> dict[str, Any]:
    if not path.is_file():
        if missing_ok:
            return {}
        raise BadSettings(f"there is no file {path}. `tandem init` writes one to start from.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not valid TOML: {error}.") from None
