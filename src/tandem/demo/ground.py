"""The ground a demo stands on: four ports in a row, a folder, and settings that fit them."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from pathlib import Path

import msgspec

from tandem.kit.port import claim
from tandem.kit.secret import fingerprint
from tandem.kit.sql import connect_readonly

HOST = "127.0.0.1"
DATASET = "1234567890"
FIRST_ORDER = 123

TANDEM_TOML = """\
# The settings of a demo: every part on this machine, no account needed. `tandem init` writes one for a real site.

[gateway]
port = {gateway_port}
data = "."
private-addresses = true      # visitors of a demo come from 127.0.0.1

[dashboard]
port = {dashboard_port}

[[site]]
name = "shop"
origins = ["{shop}", "http://localhost:{shop_port}"]
region = "DE"
keys = ["{key}"]

[site.consent]
policy = "opt-in"

[[site.meta]]
dataset-id = "{dataset}"
token = "file:meta.token"
endpoint = "{emulator}"
pixel-script = "{emulator}/en_US/fbevents.js"
quality-hours = 0.005         # a demo has no time to lose: every 18 seconds
"""


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Where the parts of one demo are."""

    folder: Path
    port: int
    key: str

    @property
    def gateway(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def emulator(self) -> str:
        return f"http://{HOST}:{self.port + 1}"

    @property
    def shop(self) -> str:
        return f"http://{HOST}:{self.port + 2}"

    @property
    def dashboard(self) -> str:
        return f"http://{HOST}:{self.port + 3}"

    @property
    def settings(self) -> Path:
        return self.folder / "tandem.toml"

    def first_order(self) -> int:
        """The next free order number: in a folder used before, the ledger remembers the earlier ones."""
        with contextlib.suppress(sqlite3.Error):
            connection = connect_readonly(self.folder / "ledger.db")
            with contextlib.closing(connection):
                sql = "SELECT max(CAST(order_id AS INTEGER)) FROM conversion"
                (last,) = connection.execute(sql).fetchone()
            return max(FIRST_ORDER, (last or 0) + 1)
        return FIRST_ORDER


def prepare(folder: Path, port: int) -> Ground:
    """Check the ports, write the settings. Raises `PortTaken`."""
    for offset, part in enumerate(("gateway", "emulator", "shop", "dashboard")):
        claim(HOST, port + offset, part)
    ground = Ground(folder=folder, port=port, key=f"demo_{secrets.token_urlsafe(24)}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meta.token").write_text(f"EMULATED{secrets.token_hex(24)}\n", encoding="utf-8")
    ground.settings.write_text(
        TANDEM_TOML.format(
            gateway_port=port,
            dashboard_port=port + 3,
            shop_port=port + 2,
            shop=ground.shop,
            emulator=ground.emulator,
            dataset=DATASET,
            key=fingerprint(ground.key),
        ),
        encoding="utf-8",
    )
    return ground
