"""What can be set, in the groups of tandem.toml. `tandem init` writes a commented file; docs/settings.md lists all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tandem.config.alerts import Alerts
from tandem.config.consent import Consent
from tandem.config.dashboard import Dashboard
from tandem.config.delivery import Delivery
from tandem.config.group import Group
from tandem.config.retention import Retention
from tandem.config.site import Meta, Site
from tandem.config.source import Source
from tandem.config.telemetry import Collector, Telemetry
from tandem.kit.secret import Secret

__all__ = [
    "Alerts",
    "BadSettings",
    "Consent",
    "Dashboard",
    "Delivery",
    "Gateway",
    "Limits",
    "Loaded",
    "Meta",
    "Retention",
    "Settings",
    "Site",
    "Source",
    "Telemetry",
]


class BadSettings(ValueError):
    """The settings cannot be used; the text says where and how to mend them."""


class Gateway(Group, frozen=True):
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


class Limits(Group, frozen=True):
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
    disk_reserve: int = 256
    """
    Mebibytes that stay free on the data folder's disk, beside what the ledger still needs for what was taken. Below,
    senders are told 429 and come back later. A part of it, 16 MiB as a rule, is kept as a file (`ballast`), which the
    worker throws away when something else fills the disk all the same.
    """
    backlog: int = 1_000_000
    """Entries of the journal that may wait to be settled before senders are told 429."""


class Settings(Group, frozen=True):
    """The whole of tandem.toml, and the site's events.toml beside it."""

    site: tuple[Site, ...]
    gateway: Gateway = Gateway()
    dashboard: Dashboard = Dashboard()
    limits: Limits = Limits()
    delivery: Delivery = Delivery()
    retention: Retention = Retention()
    alerts: Alerts = Alerts()
    telemetry: Telemetry = Telemetry()


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """Settings as read: paths made absolute, secrets fetched from where the file says they are."""

    settings: Settings
    events: dict[str, dict[str, Any]]
    tokens: dict[str, Secret]
    """Token by dataset id."""
    source_secrets: dict[str, tuple[Secret, ...]] = {}
    """Signing secrets by the source's name."""
    source_tokens: dict[str, Secret] = {}
    """What sources are asked with, by name, where they are asked."""
    alert_webhook: Secret | None = None
    """Where alerts are posted."""
    collector: Collector | None = None
    """Where spans go, if anywhere."""
    data: Path
