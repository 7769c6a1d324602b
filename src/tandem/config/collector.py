"""Whether the collector that the settings name can be meant, and with which secrets it is spoken to."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from tandem.config.schema import BadSettings
from tandem.config.telemetry import Collector, Telemetry
from tandem.kit.secret import SecretMissing, resolve

PATH = "/v1/traces"
"""Where OTLP over HTTP takes spans: https://opentelemetry.io/docs/specs/otlp/#otlphttp-request"""

HERE = frozenset({"127.0.0.1", "localhost", "::1"})

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def collector(settings: Telemetry, folder: Path) -> Collector | None:
    """None where no traces are wanted. Secrets of files lie relative to `folder`. Raises `BadSettings`."""
    if not settings.endpoint:
        return None
    if not 0 < settings.share <= 1:
        raise BadSettings(
            f"[telemetry] share: {settings.share:g} is no share. Write a number above 0 and up to 1; to send nothing,"
            " leave the endpoint out."
        )
    where = _split(settings.endpoint)
    _check_headers(settings, where)
    url = f"{settings.endpoint.rstrip('/').removesuffix(PATH)}{PATH}"
    try:
        headers = {name: resolve(value, folder=folder) for name, value in settings.headers.items()}
    except SecretMissing as error:
        raise BadSettings(f"[telemetry] headers: {error}.") from None
    return Collector(url=url, headers=headers, share=settings.share)


def _split(endpoint: str) -> SplitResult:
    """Never shown in the error: it may hold what it must not."""
    try:
        where = urlsplit(endpoint)
        is_whole = where.scheme in ("http", "https") and bool(where.hostname) and where.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise BadSettings('[telemetry] endpoint is no address. Write scheme, host and port: "http://127.0.0.1:4318".')
    if where.username is not None or where.query or where.fragment:
        raise BadSettings(
            "[telemetry] endpoint holds a user, a query or a fragment. Addresses end up in logs: write a secret into"
            " headers, as env:NAME or file:PATH."
        )
    return where


def _check_headers(settings: Telemetry, where: SplitResult) -> None:
    for name, value in settings.headers.items():
        if not _HEADER.fullmatch(name):
            raise BadSettings(f"[telemetry] headers: {name!r} is no name of a header.")
        is_secret = value.startswith(("env:", "file:"))
        if is_secret and where.scheme != "https" and where.hostname not in HERE:
            raise BadSettings(f"[telemetry] endpoint must begin with https://: the secret of {name} goes there.")
