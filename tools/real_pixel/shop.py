"""A shop on loopback: its one page, at every address but one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

FENCE = "/fence"
"""Answered with nothing. A page that has this answer has begun all that it was told to send before."""


@contextmanager
def running_shop(page: bytes) -> Iterator[str]:
    """Serve `page` while the block lasts; yields the origin."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"" if self.path.startswith(FENCE) else page
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
