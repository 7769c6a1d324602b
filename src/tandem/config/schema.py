"""What can be set, in the groups of tandem.toml. `tandem init` writes a commented file; docs/settings.md lists all."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from tandem.kit.secret import Secret


class BadSettings(ValueError):
    """The settings cannot be used; the text says where and how to mend them."""


class _Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A table of tandem.toml: a misspelt key is an error, not a silence."""


class Gateway(_Group, frozen=True):
    """Where the public doors are, and where the data lie."""

    host: str = "127.0.0.1"
    """The address to listen on. Put a reverse proxy with TLS in front before you open it to the world."""
    port: int = 8000
    data: str = "data"
    """The folder of the journal and the ledger, relative to tandem.toml. Back it up; put it on a real disk."""
    public_url: str = ""
    """How browsers reach the gateway, e.g. https://gw.example.com. Empty: http://host:port."""
    trusted_proxies: tuple[str, ...] = ()
    """
    Networks whose X-Forwarded-For is believed, e.g. ["10.0.0.0/8"]. Only your own proxies: whoever is listed here can
    make up a visitor's address.
    """
    private_addresses: bool = False
    """Whether 127.0.0.1 or 10.x may stand as a visitor's address. For a demo on one machine; never in production."""


class Dashboard(_Group, frozen=True):
    """The dashboard: a process and a port of its own, never served by the public port."""

    host: str = "127.0.0.1"
    port: int = 8003


class Limits(_Group, frozen=True):
    """What one request may cost."""

    tag_bytes: int = 64 * 1024
    """A browser's keepalive budget is 64 KiB, so no honest tag sends more."""
    backend_bytes: int = 4 * 1024 * 1024
    events: int = 1000
    """Events in one request to /v1/events. Meta takes 1,000 in one of its own."""
    depth: int = 8
    """How deep `custom_data` may nest."""
    body_seconds: float = 10.0
    """How long a client may take to send its body."""


class Consent(_Group, frozen=True):
    """What holds when the visitor has not spoken, and who may speak for them."""

    policy: Literal["opt-in", "opt-out"] = "opt-in"
    """
    `opt-in` (EU, UK, Switzerland, Brazil…): nothing is sent until somebody reports a grant. `opt-out` (most of the
    US): sent unless refused.
    """
    honour_gpc: bool = True
    """Global Privacy Control counts as a refusal. Several US states require it; leave it on."""
    wait: float = 600.0
    """Seconds that an event without an answer waits for another leg to bring one, before it is withheld."""
    graph: Literal["granted", "unknown"] = "unknown"
    """
    What an event says of consent that comes through the Graph-shaped door, where no field can say it. `unknown`: it is
    held, as one of a backend without an answer. `granted`: only if every sender there asks the visitor before it sends.
    """


class Meta(_Group, frozen=True):
    """One Meta dataset (pixel)."""

    dataset_id: str
    token: str
    """Where the Conversions API token is: `env:META_TOKEN` or `file:meta.token`. Made in Events Manager."""
    api_version: str = "v26.0"
    endpoint: str = "https://graph.facebook.com"
    """Another host for tests, e.g. the emulator's http://127.0.0.1:8001."""
    pixel_script: str = "https://connect.facebook.net/en_US/fbevents.js"
    test_event_code: str = ""
    """From the Test Events tab. Meta still counts such events: empty it before you go live."""
    test_event_minutes: float = 60.0
    """
    How long a test event code is sent, from its first use, whoever sets it: this file or a request by the Graph-shaped
    door. A restart does not renew it; a day without use does.
    """
    canary_version: str = ""
    """A further version of the API to try beside `api-version`, e.g. before you change over."""
    canary_share: float = 0.0
    """Which part of the requests goes to it, 0 to 1. Each request in the ledger tells its version and its verdict."""
    timeout: float = 1.5
    """Seconds to wait for Meta's answer: its own advice."""
    linger: float = 0.25
    """Seconds to collect further events before a batch that is not full is sent."""

    @property
    def destination(self) -> str:
        """What the ledger calls it: unique among destinations of all platforms."""
        return f"meta:{self.dataset_id}"


class Site(_Group, frozen=True):
    """One web site, its shop and its backend."""

    name: str
    origins: tuple[str, ...]
    """The pages that may send, as origins: ["https://www.example.com"]."""
    keys: tuple[str, ...] = ()
    """SHA-256 of each bearer key for /v1/events (`tandem init` and `tandem key` make them); several for rotation."""
    mode: Literal["both", "api-only", "pixel-only"] = "both"
    cookie_domain: str = ""
    """Your registrable domain, e.g. example.com, so that www. and shop. share the cookies. Empty: this host only."""
    region: str = ""
    """ISO country whose numbers a phone without country code belongs to, e.g. DE. Empty: never guessed."""
    page_view: bool = True
    """Whether the tag sends PageView by itself."""
    debug: bool = False
    """Whether the tag explains each event in the browser's console."""
    consent: Consent = Consent()
    meta: tuple[Meta, ...] = ()


class Settings(_Group, frozen=True):
    """The whole of tandem.toml, and the site's events.toml beside it."""

    site: tuple[Site, ...]
    gateway: Gateway = Gateway()
    dashboard: Dashboard = Dashboard()
    limits: Limits = Limits()


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """Settings as read: paths made absolute, secrets fetched from where the file says they are."""

    settings: Settings
    events: dict[str, dict[str, Any]]
    tokens: dict[str, Secret]
    """Token by dataset id."""
    data: Path
