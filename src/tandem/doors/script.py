"""GET /t.js: the tag, composed of the site's settings, the parts it uses and the core, once at the start."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from tandem.config.cookie_domain import cookie_domain
from tandem.config.schema import Settings, Site
from tandem.doors import composition, consent_platforms, parts
from tandem.doors.region import names as header_names
from tandem.doors.reply import Reply
from tandem.doors.tag_consent import tag_consent
from tandem.event.dictionary import Dictionary
from tandem.kit import built

MAX_AGE = 300
"""Seconds a browser may keep it: a changed configuration reaches every visitor within five minutes."""


def public_url(settings: Settings) -> str:
    gateway = settings.gateway
    return (gateway.public_url or f"http://{gateway.host}:{gateway.port}").rstrip("/")


def tag_settings(site: Site, dictionary: Dictionary, endpoint: str, region: str | None = None) -> dict[str, Any]:
    """What the tag is told, for a visitor of this region. Nothing secret: every visitor can read it."""
    on = composition.parts_of(site)
    return {
        "site": site.name,
        "mode": site.mode.replace("-", "_"),
        "endpoint": f"{endpoint}/e",
        "pixels": [meta.dataset_id for meta in site.meta],
        "pixel_script": site.meta[0].pixel_script if site.meta else "",
        **_consent(site, region),
        "cookie_domain": cookie_domain(site),
        "page_view": site.page_view and not any(part.tells_page_views for part in on.values()),
        "events": {name: _for_tag(dictionary, name) for name, _ in dictionary.items()},
        **_fetched(site, endpoint),
        **{name: part.told() for name, part in on.items()},
        **consent_platforms.told(site),
    }


def _consent(site: Site, region: str | None) -> dict[str, Any]:
    """A part that hears a banner decides when there is an answer: until then the tag waits."""
    told = tag_consent(site.consent, region)
    waits = any(part.knows_consent for part in site.tag.parts().values())
    return told | {"consent": "opt_in"} if waits else told


def _fetched(site: Site, endpoint: str) -> dict[str, Any]:
    """Where the further parts lie, and which of them are fetched at once."""
    if not composition.fetched(site):
        return {}
    soon = composition.soon(site)
    return {"parts": endpoint + parts.folder(), **({"soon": soon} if soon else {})}


def sealed(site: Site, told: dict[str, Any]) -> dict[str, Any]:
    """The same, for a tag whose page has named its hash: it names those of the parts that it may fetch."""
    seals = {name: parts.seal(name) for name in composition.fetched(site)}
    return {**told, "seals": seals} if seals else told


def _for_tag(dictionary: Dictionary, name: str) -> dict[str, Any]:
    definition = dictionary[name]
    told: dict[str, Any] = {"legs": definition.told_legs}
    if definition.event_id:
        told["event_id"] = definition.event_id
    if definition.required:
        told["required"] = definition.required
    return told


class Script:
    """The file as served, and its validator."""

    def __init__(self, settings: dict[str, Any], joining: Sequence[str] = (), vary: Sequence[str] = ()) -> None:
        """`vary`: the headers of a request that decide which of several files it gets."""
        # "</" cannot close a script element that somebody pastes the file into.
        self.told = msgspec.json.encode(settings).replace(b"</", b"<\\/")
        tag = b"\n".join([*map(parts.source, joining), built.read("tag.js")])
        frame = built.read("tag.frame.js")
        before, between, after = re.split(rb"\bSETTINGS\b|\bTAG\b", frame)
        self.body = before + self.told + between + tag + after
        self.digest = hashlib.sha256(self.body).hexdigest()
        self._etag = f'"{self.digest[:16]}"'
        self._vary = [("vary", ", ".join(vary))] if vary else []

    @property
    def integrity(self) -> str:
        """As the `integrity` of a script element. https://www.w3.org/TR/SRI/"""
        return f"sha384-{base64.b64encode(hashlib.sha384(self.body).digest()).decode()}"

    def reply(self, if_none_match: str | None) -> Reply:
        kept_by = "private" if self._vary else "public"
        headers = [*parts.javascript(f"{kept_by}, max-age={MAX_AGE}"), *self._vary, ("etag", self._etag)]
        # A proxy that compresses weakens the validator (`W/"…"`), and a browser may send several.
        if if_none_match and self._etag in if_none_match:
            return Reply(304, b"", headers)
        return Reply(200, self.body, headers)


class Scripts:
    """The files of one site: one, or one for each way in which consent is handled where its visitors are."""

    def __init__(self, site: Site, dictionary: Dictionary, endpoint: str) -> None:
        self._site, self._dictionary, self._endpoint = site, dictionary, endpoint
        self._made: dict[str, Script] = {}
        self.of(None)

    def of(self, region: str | None) -> Script:
        """Made when it is first asked for; no more than there are policies and numbered states."""
        kind = repr(tag_consent(self._site.consent, region))
        if kind not in self._made:
            told = tag_settings(self._site, self._dictionary, self._endpoint, region)
            self._made[kind] = Script(told, composition.composed(self._site), header_names(self._site.consent))
        return self._made[kind]

    def pinned(self) -> Script:
        """The file for pages that pin one: for visitors of an unknown region, with seals."""
        told = sealed(self._site, tag_settings(self._site, self._dictionary, self._endpoint))
        return Script(told, composition.composed(self._site))
