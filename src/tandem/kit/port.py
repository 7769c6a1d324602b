"""A port is ours alone, or we say whose turn it is."""

from __future__ import annotations

import socket


class PortTaken(RuntimeError):
    """Another program listens where one of ours wants to."""


def claim(host: str, port: int, part: str) -> None:
    """
    See that nobody listens there. Raises `PortTaken`.

    Asked before a server starts, because some servers share a port with whoever is there (`SO_REUSEPORT`), and half of
    the requests would go to a gateway with other data.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"port {port}, for the {part}, cannot be had ({error.strerror})"
            raise PortTaken(f"{why}: stop what listens there, or set another") from None
