"""What an upload needs before its first row: a key, the site it opens, a mapping, a judge, an address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from tandem import accept
from tandem.app.sites import sites
from tandem.config.schema import BadSettings, Loaded
from tandem.event.errors import Refusal
from tandem.event.person import Unusable
from tandem.event.site import Site
from tandem.kit.clock import system_clock
from tandem.kit.secret import Secret, SecretMissing, fingerprint, resolve
from tandem.sources import backend
from tandem.sources.arrival import Arrival
from tandem.sources.upload.fields import Fields, fields_of, halves
from tandem.sources.upload.row import Judge
from tandem.sources.upload.table import Table


def key(reference: str, *, needed: bool) -> Secret | None:
    if not reference:
        if needed:
            raise BadSettings("--go needs a key of the site: --key env:NAME or --key file:PATH; `tandem key` makes one")
        return None
    try:
        return resolve(reference, folder=Path())
    except SecretMissing as missing:
        raise BadSettings(f"--key: {missing}") from None


def site(loaded: Loaded, key: Secret | None, name: str) -> Site:
    """Whose rules the rows are checked by: the one that the key opens."""
    running = sites(loaded)
    if key:
        name = next((site.name for site in loaded.settings.site if fingerprint(key.reveal()) in site.keys), "")
        if not name:
            raise BadSettings("the key is of none of these sites: its SHA-256 belongs into `keys` of one")
    elif not name and len(running) == 1:
        (name,) = running
    if name not in running:
        raise BadSettings(f"name the site: --site {' or '.join(running)}")
    return running[name]


def fields(
    table: Table, pairs: tuple[str, ...], given: tuple[str, ...], file: Path | None, event: str, where: str | None
) -> Fields:
    asked = {"event_name": event, "action_source": where}
    constants = {**{target: value for target, value in asked.items() if value}, **dict(map(halves, given))}
    fields = fields_of(pairs, constants, file, flat=bool(table.columns))
    if table.columns:
        fields.check_columns(table.columns)
    for wanted, cure in (("action_source", "--action-source"), ("event_time", "--map event_time=COLUMN")):
        if not fields.has(wanted):
            raise BadSettings(f"{wanted} is missing, and none is assumed: {cure}")
    return fields


def judge(site: Site) -> Judge:
    """As the door will: its own checks, with the rules of the site."""

    def judge(document: bytes) -> Refusal | tuple[Unusable, ...]:
        arrival = Arrival(source="backend", received_at=system_clock())
        receipt = accept.take(msgspec.Raw(document), arrival, site, backend.parse)
        return receipt if isinstance(receipt, Refusal) else receipt.event.dropped

    return judge


def address(loaded: Loaded, to: str) -> str:
    """Keys and customers' data do not cross a network in the clear."""
    gateway = loaded.settings.gateway
    url = to or f"http://{gateway.host}:{gateway.port}"
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1", gateway.host):
        raise BadSettings(f"--to {url}: only https may carry a key and customers' data to another machine")
    return url
