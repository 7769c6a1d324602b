"""A PayPal for tests: certificates of its own, on a host of its own, and messages signed under them by `openssl`."""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.shops.authority import YEARS_END, Authority, key_pem, new_key, self_signed

NUMBER = "8PT597110X687430LKGECATA"
TIME = "2026-11-22T17:59:30Z"
NAME = "messageverificationcerts.paypal.com"
PATH = "/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"


class PayPal:
    """
    Its key lies in `folder`; `certificate` is what an owner would pin, `chain` what its address gives: made out by the
    authority, valid for the year 2026.
    """

    def __init__(self, folder: Path, authority: Authority | None = None, name: str = NAME) -> None:
        self._pair = key = new_key()
        self._key = folder / "paypal.key"
        self._key.write_bytes(key_pem(key))
        self.certificate = self_signed(key, name, YEARS_END)
        self.chain = authority.chain(key, name, YEARS_END) if authority else self.certificate

    @staticmethod
    def chain_of(authority: Authority, other: PayPal) -> str:
        """What another authority would make out for the same key."""
        return authority.chain(other._pair, NAME)

    def headers(
        self,
        told: Mapping[str, Any] | bytes,
        *,
        number: str = NUMBER,
        time: str = TIME,
        address: str = f"https://api.paypal.com{PATH}",
    ) -> dict[str, str]:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        message = f"b2384410-f8d2|{time}|{number}|{zlib.crc32(body)}".encode()
        command = ["openssl", "dgst", "-sha256", "-sign", str(self._key)]
        signature = subprocess.run(command, input=message, capture_output=True, check=True).stdout
        return {
            "paypal-transmission-id": "b2384410-f8d2",
            "paypal-transmission-time": time,
            "paypal-transmission-sig": base64.b64encode(signature).decode(),
            "paypal-cert-url": address,
            "paypal-auth-algo": "SHA256withRSA",
        }


class CertificateHost:
    """Where certificates are given, by path, over TLS. `asked`: every path that was asked for."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.host = f"127.0.0.1:{server.server_address[1]}"
        self.asked: list[str] = []
        self.given: dict[str, tuple[int, str]] = {}

    def address(self, path: str = PATH) -> str:
        return f"https://{self.host}{path}"


@contextmanager
def certificate_host(folder: Path, authority: Authority) -> Iterator[CertificateHost]:
    """It proves itself with a certificate of the same authority."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    server.socket = _over_tls(server.socket, folder, authority)
    host = CertificateHost(server)

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            status, body = host.given.get(self.path, (404, "no such certificate"))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("location", body)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server.RequestHandlerClass = Answering
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def _over_tls(plain: Any, folder: Path, authority: Authority) -> ssl.SSLSocket:
    key = new_key()
    (folder / "host.key").write_bytes(key_pem(key))
    (folder / "host.pem").write_text(authority.chain(key, "127.0.0.1"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "host.pem", folder / "host.key")
    return context.wrap_socket(plain, server_side=True)
