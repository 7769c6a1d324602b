"""What every part of the tag has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from tandem.config.group import Group


class Part(Group, frozen=True):
    """One part of the tag, as in tag/parts/: a table with nothing in it switches it on as it is."""

    framed: ClassVar[bool] = False
    """Whether it is of use in a frame without a page, as a store's custom pixel is."""
    tells_page_views: ClassVar[bool] = False
    """Whether it reports the page's views, so that the tag must not."""
    knows_consent: ClassVar[bool] = False
    """Whether it says itself what the visitor allows: until it does, nothing is sent."""

    def told(self) -> dict[str, Any]:
        """What the part is told in the browser, by the fields' own names. Nothing secret: every visitor can read it."""
        plain = _plain(self)
        assert isinstance(plain, dict)
        return plain

    def fetches(self) -> tuple[str, ...]:
        """Further parts that a page may fetch when it needs them, by their folders in tag/parts/."""
        return ()

    def defines(self) -> dict[str, dict[str, Any]]:
        """What it adds to the site's dictionary, as in events.toml, which may say otherwise."""
        return {}


def _plain(value: object) -> object:
    """Groups as objects under the names of their fields; what the owner named keeps its name."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value
