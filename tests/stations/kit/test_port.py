"""Two programs never share a port without a word."""

from __future__ import annotations

import socket

import pytest

from tandem.kit.port import PortTaken, claim


def test_a_port_where_somebody_listens_is_refused_by_name() -> None:
    """Also when the listener would share it."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port}, for the gateway, .*stop what listens there"):
            claim("127.0.0.1", port, "gateway")


def test_a_port_that_was_just_left_can_be_had() -> None:
    """A restart needs no pause."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        listener.accept()[0].close()
    claim("127.0.0.1", port, "gateway")
    client.close()
