"""Serve the emulator until it is told to stop: the whole of `tandem emulate`."""

from __future__ import annotations

import sys

from aiohttp import web

from tandem.emulator.app import make_app

GOODBYE = 0.5
"""Seconds that open connections are given at the end."""


def run(host: str = "127.0.0.1", port: int = 8001, *, strict: bool = False) -> None:
    """Block until SIGINT or SIGTERM. Raises `OSError` when the port is taken."""
    web.run_app(make_app(strict=strict), host=host, port=port, print=None, access_log=None, shutdown_timeout=GOODBYE)


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
