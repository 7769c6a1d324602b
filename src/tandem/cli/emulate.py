"""`tandem emulate`: a local Meta."""

from __future__ import annotations

import os

from tandem.kit.parent import watch_parent


def emulate(*, host: str = "127.0.0.1", port: int = 8001, strict: bool = False, quiet: bool = False) -> None:
    """
    Start the emulator of Meta alone: Conversions API, Pixel, Events Manager, assertion API.

    Parameters
    ----------
    host
        The address to listen on.
    port
        The port to listen on.
    strict
        Refuse what Meta accepts with a warning, such as a website event without event_id. The answer names the rule.
    quiet
        Print no address.
    """
    from tandem.emulator.serve import run

    watch_parent(lambda: os._exit(0))
    if not quiet:
        print(f"Events Manager  http://{host}:{port}/", flush=True)
    run(host, port, strict=strict)
