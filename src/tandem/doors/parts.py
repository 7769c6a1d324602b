"""The tag's parts: which of them a site's tag is composed of, and GET /t/part/NAME.HASH.js for those fetched later."""

from __future__ import annotations

import hashlib

from tandem.config.schema import Site
from tandem.doors import consent_platforms
from tandem.doors.reply import NOT_FOUND, Reply
from tandem.kit import built

IMMUTABLE = "public, max-age=31536000, immutable"
"""For an address that holds a hash of what lies there."""


def composed(site: Site) -> tuple[str, ...]:
    """The parts in a site's /t.js, in the order they join; each consent platform that it reads is one."""
    always = [name for name, part in site.tag.parts().items() if not part.lazy]
    if "cmp" not in always and consent_platforms.part(site):
        always.append("cmp")
    platforms = (f"cmp.{name}" for name in consent_platforms.of(site))
    return (*always, *platforms, *(["notes"] if site.debug else []))


def fetched(site: Site) -> tuple[str, ...]:
    """The parts that a page of the site may fetch."""
    on = site.tag.parts()
    return (
        *(name for name, part in on.items() if part.lazy),
        *(more for part in on.values() for more in part.fetches()),
    )


def source(name: str) -> bytes:
    return built.read(f"tag.{name}.js")


def path(name: str) -> str:
    return f"/t/part/{name}.{hashlib.sha256(source(name)).hexdigest()[:16]}.js"


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
    """Every part that was built, by its address: they are the same for all sites."""

    def __init__(self) -> None:
        names = (file.name.split(".")[1] for file in built.FOLDER.glob("tag.*.js"))
        self._bodies = {path(name): source(name) for name in names if name != "frame"}

    def reply(self, asked: str) -> Reply:
        body = self._bodies.get(asked)
        return Reply(200, body, javascript(IMMUTABLE)) if body is not None else NOT_FOUND
