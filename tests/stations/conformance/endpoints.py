"""Small senders of the kind that the suite is for: they take an event over HTTP and tell Meta, well or badly."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Event = dict[str, Any]
Send = Callable[[Event], object]
"""What a sender does with an event. What it returns is its answer, as JSON."""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def naive(event: Event) -> Event:
    """Lower case, trimmed, hashed: every value under every key, whatever it is."""
    person = event["user_data"]
    hashed = {key: sha256(value.strip().lower()) for key, value in person.items() if key in ("em", "ph", "fn", "ln")}
    return event | {"user_data": person | hashed}


def tell(meta: str, event: Event, query: str = "") -> None:
    """To Meta; a refusal is swallowed, as such senders do."""
    body = json.dumps({"data": [event]}).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer a-token-of-a-test"}
    try:
        urlopen(Request(f"{meta}/v24.0/1234567890/events{query}", body, headers), timeout=10).close()
    except HTTPError:
        return


@contextmanager
def endpoint(send: Send, keys: list[str | None] | None = None) -> Iterator[str]:
    """Serve while the block lasts; the address to post events to. The keys it was shown are added to `keys`."""
    shown: list[str | None] = [] if keys is None else keys

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            shown.append(self.headers.get("Authorization"))
            event.pop("consent")  # which it asks for and keeps to itself: Meta knows no such key
            said = send(event)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
