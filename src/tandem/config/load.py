"""Reading tandem.toml and events.toml. Imported by `cli` alone, so that no function reads the disk behind your back."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgspec

from tandem.config.collector import collector
from tandem.config.consent import NAMED_BY
from tandem.config.cookie_domain import cookie_domain
from tandem.config.regions import check_regions
from tandem.config.schema import BadSettings, Loaded, Settings, Site
from tandem.config.telemetry import Collector
from tandem.kit.secret import Secret, SecretMissing, resolve

_ORIGIN = re.compile(r"https?://[a-z0-9.\[\]:_-]+/?")
"""As browsers send it: lower case, no path, no user, a host of other letters in its ASCII form (xn--…)."""

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
"""A name, an IPv4 address, or an IPv6 address without brackets."""


def load(path: Path) -> Loaded:
    """Read `path` and the events.toml beside it. Raises `BadSettings`."""
    settings = _settings(path)
    folder = path.resolve().parent
    return Loaded(
        settings=settings,
        events=_toml(folder / "events.toml", missing_ok=True),
        tokens=_tokens(settings, path),
        source_secrets=_source_secrets(settings, path),
        source_tokens=_source_tokens(settings, path),
        alert_webhook=_alert_webhook(settings, path),
        collector=_collector(settings, path),
        data=folder / settings.gateway.data,
    )


def _settings(path: Path) -> Settings:
    try:
        settings = msgspec.convert(_toml(path), Settings, strict=True)
    except msgspec.ValidationError as error:
        raise BadSettings(f"{path}: {error}. docs/settings.md lists every key.") from None
    if not settings.site:
        raise BadSettings(f"{path}: give one [[site]] or more.")
    for what, values in _unique(settings).items():
        if repeated := next((value for value, count in Counter(values).items() if count > 1), None):
            raise BadSettings(f"{path}: {what} {repeated} stands twice; each may stand once, at one site.")
    _check_origins(settings, path)
    _check_networks(settings, path)
    _check_sites(settings, path)
    _check_hosts(settings, path)
    _check_platforms(settings, path)
    return settings


def _unique(settings: Settings) -> dict[str, list[str]]:
    """What tells sites apart. A dataset of two sites would be sent to under the consent rules of either."""
    sites = settings.site
    return {
        "the site": [site.name for site in sites],
        "the origin": [origin.rstrip("/") for site in sites for origin in site.origins],
        "the key": [key for site in sites for key in site.keys],
        "the source": [source.name for site in sites for source in site.source],
        "the dataset": [meta.dataset_id for site in sites for meta in site.meta],
    }


def _check_origins(settings: Settings, path: Path) -> None:
    for origin in (origin for site in settings.site for origin in _pages(site)):
        if not _ORIGIN.fullmatch(origin):
            raise BadSettings(f"{path}: {origin} is no origin. Write scheme, host and port: https://www.example.com.")


def _check_sites(settings: Settings, path: Path) -> None:
    for site in settings.site:
        try:
            cookie_domain(site)
            check_regions(site, settings.gateway)
        except BadSettings as problem:
            raise BadSettings(f"{path}: {problem}") from None


def _pages(site: Site) -> list[str]:
    """The frame of a Shopify pixel has no origin, and browsers call that null."""
    return [origin for origin in site.origins if not (origin == "null" and site.tag.shopify)]


def _check_platforms(settings: Settings, path: Path) -> None:
    """Where every site has names of its own for what its banner asks, none can be assumed."""
    for site in settings.site:
        for platform in site.tag.cmp.named() if site.tag.cmp else ():
            if platform in NAMED_BY and not site.consent.banners.of(platform):
                raise BadSettings(
                    f"{path}: site {site.name}: {platform} says nothing without the names of what stands for"
                    f" advertising there. Write them in [site.consent.banners]: {NAMED_BY[platform]}."
                )


def _check_networks(settings: Settings, path: Path) -> None:
    for network in settings.gateway.trusted_proxies:
        try:
            ip_network(network)
        except ValueError as error:
            raise BadSettings(f"{path}: trusted-proxies: {error}. Write networks such as 10.0.0.0/8.") from None


def _check_hosts(settings: Settings, path: Path) -> None:
    for host in settings.dashboard.allowed_hosts:
        if not _HOST.fullmatch(host):
            told = "Write a name or an address alone, as dash.internal: no scheme, no port, no *"
            raise BadSettings(f"{path}: allowed-hosts: {host!r} is no host. {told}.")


def _tokens(settings: Settings, path: Path) -> dict[str, Secret]:
    tokens: dict[str, Secret] = {}
    for meta in (meta for site in settings.site for meta in site.meta):
        try:
            tokens[meta.dataset_id] = resolve(meta.token, folder=path.resolve().parent)
        except SecretMissing as error:
            raise BadSettings(f"{path}: the token of dataset {meta.dataset_id}: {error}.") from None
    return tokens


def _source_secrets(settings: Settings, path: Path) -> dict[str, tuple[Secret, ...]]:
    folder = path.resolve().parent
    sources = [source for site in settings.site for source in site.source]
    try:
        return {each.name: tuple(resolve(secret, folder=folder) for secret in each.secrets) for each in sources}
    except SecretMissing as error:
        raise BadSettings(f"{path}: a secret of a source: {error}.") from None


def _source_tokens(settings: Settings, path: Path) -> dict[str, Secret]:
    tokens: dict[str, Secret] = {}
    for source in (source for site in settings.site for source in site.source if source.token):
        try:
            tokens[source.name] = resolve(source.token, folder=path.resolve().parent)
        except SecretMissing as error:
            raise BadSettings(f"{path}: the token of source {source.name}: {error}.") from None
    return tokens


def _alert_webhook(settings: Settings, path: Path) -> Secret | None:
    try:
        return resolve(settings.alerts.webhook, folder=path.resolve().parent) if settings.alerts.webhook else None
    except SecretMissing as error:
        raise BadSettings(f"{path}: [alerts] webhook: {error}.") from None


def _collector(settings: Settings, path: Path) -> Collector | None:
    try:
        return collector(settings.telemetry, path.resolve().parent)
    except BadSettings as problem:
        raise BadSettings(f"{path}: {problem}") from None


def _toml(path: Path, *, missing_ok: bool = False) -> dict[str, Any]:
    if not path.is_file():
        if missing_ok:
            return {}
        raise BadSettings(f"there is no file {path}. `tandem init` writes one to start from.")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path} is not valid TOML: {error}.") from None
