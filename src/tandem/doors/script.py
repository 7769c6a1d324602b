"""GET /t.js: the tag, composed of the site's settings, the parts it uses and the core, once at the start."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from tandem.config.cookie_domain import cookie_domain
from tandem.config.schema import Settings, Site
from tandem.doors import consent_platforms, parts
from tandem.doors.reply import Reply
from tandem.event.dictionary import Dictionary
from tandem.kit import built

MAX_AGE = 300
"""Seconds a browser may keep it: a changed configuration reaches every visitor within five minutes."""


def public_url(settings: Settings) -> str:
    gateway = settings.gateway
    return (gateway.public_url or f"http://{gateway.host}:{gateway.port}").rstrip("/")


def tag_settings(site: Site, dictionary: Dictionary, endpoint: str) -> dict[str, Any]:
    """What the tag is told. Nothing secret: every visitor can read it."""
    on = site.tag.parts()
    return {
        "site": site.name,
        "mode": site.mode.replace("-", "_"),
        "endpoint": f"{endpoint}/e",
        "pixels": [meta.dataset_id for meta in site.meta],
        "pixel_script": site.meta[0].pixel_script if site.meta else "",
        "consent": "opt_in"
        if any(part.knows_consent for part in on.values())
        else site.consent.policy.replace("-", "_"),
        "honour_gpc": site.consent.honour_gpc,
        "cookie_domain": cookie_domain(site),
        "page_view": site.page_view and not any(part.tells_page_views for part in on.values()),
        "events": {name: _for_tag(dictionary, name) for name, _ in dictionary.items()},
        "parts": {name: endpoint + parts.path(name) for name in parts.fetched(site)},
        **{name: part.told() for name, part in on.items()},
        **consent_platforms.told(site),
    }


def _policy(site: Site) -> str:
    asks = any(part.knows_consent for part in site.tag.parts().values())
    return "opt_in" if asks else site.consent.policy.replace("-", "_")


def _for_tag(dictionary: Dictionary, name: str) -> dict[str, Any]:
    definition = dictionary[name]
    told: dict[str, Any] = {"legs": definition.legs}
    if definition.event_id:
        told["event_id"] = definition.event_id
    if definition.required:
        told["required"] = definition.required
    return told


class Script:
    """The file as served, and its validator."""

    def __init__(self, settings: dict[str, Any], joining: Sequence[str] = ()) -> None:
        # "</" cannot close a script element that somebody pastes the file into.
        told = msgspec.json.encode(settings).replace(b"</", b"<\\/")
        tag = b"\n".join([*map(parts.source, joining), built.read("tag.js")])
        frame = built.read("tag.frame.js")
        before, between, after = re.split(rb"\bSETTINGS\b|\bTAG\b", frame)
        self._body = before + told + between + tag + after
        self._etag = f'"{hashlib.sha256(self._body).hexdigest()[:16]}"'

    def reply(self, if_none_match: str | None) -> Reply:
        headers = [*parts.javascript(f"public, max-age={MAX_AGE}"), ("etag", self._etag)]
        # A proxy that compresses weakens the validator (`W/"…"`), and a browser may send several.
        if if_none_match and self._etag in if_none_match:
            return Reply(304, b"", headers)
        return Reply(200, self._body, headers)
