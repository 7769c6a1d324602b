"""`tandem serve`: the gateway."""

from __future__ import annotations

from pathlib import Path

from tandem.app.asking import openings
from tandem.app.sites import sites
from tandem.app.supervise import Child, supervise
from tandem.app.traces import check
from tandem.config.load import load
from tandem.kit import log

PROCESSES = ("acceptor", "worker", "dashboard")


def serve(*, config: Path = Path("tandem.toml")) -> None:
    """
    Start the gateway: acceptor, worker and dashboard, each restarted when it dies.

    Parameters
    ----------
    config
        The settings; events.toml is read from the same folder.
    """
    log.configure("supervisor")
    loaded = load(config)
    sites(loaded)  # a mistake in events.toml is told here, once, and not by each child again and again
    openings(loaded)
    check(loaded)
    settings = loaded.settings
    print(f"gateway    http://{settings.gateway.host}:{settings.gateway.port}")
    print(f"dashboard  http://{settings.dashboard.host}:{settings.dashboard.port}")
    print("Ctrl-C stops all of it.", flush=True)
    supervise([Child(name, [name, "--config", str(config)]) for name in PROCESSES])
