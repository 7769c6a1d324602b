"""
Where PayPal keeps the certificates that it signs with, exactly: an address that a message names is nobody's word, and
this is the only thing that stands between it and a request of ours.
Source: developer.paypal.com/api/rest/webhooks/rest; the hosts and names are those of PayPal's own samples and SDKs.
"""

from __future__ import annotations

import re

import msgspec

from tandem.event.errors import Refused
from tandem.sources.signature import bad_signature

FIELD = "paypal-cert-url"
_ADDRESS = re.compile(r"https://(?P<host>[a-z0-9.:-]{1,100})/v1/notifications/certs/CERT-[0-9A-Fa-f-]{1,80}", re.ASCII)


class Place(msgspec.Struct, frozen=True):
    """Whose certificates are believed: the hosts that give them, and the names that they are made out to."""

    hosts: frozenset[str]
    names: tuple[str, ...]

    def check(self, address: str) -> str:
        """The address itself. Raises `Refused` (`bad_signature`) for any that is not one of PayPal's certificates."""
        found = _ADDRESS.fullmatch(address)
        if found is None or found["host"] not in self.hosts:
            raise _elsewhere(self.hosts)
        return address


LIVE = Place(frozenset({"api.paypal.com", "api-m.paypal.com"}), ("messageverificationcerts.paypal.com",))
SANDBOX = Place(
    frozenset({"api.sandbox.paypal.com", "api-m.sandbox.paypal.com"}),
    ("messageverificationcerts.sandbox.paypal.com", *LIVE.names),
)


def place(*, sandbox: bool, host: str = "") -> Place:
    """`host`: one of your own instead, with its port, for rehearsals."""
    known = SANDBOX if sandbox else LIVE
    return Place(frozenset({host}), known.names) if host else known


def _elsewhere(hosts: frozenset[str]) -> Refused:
    told = " or ".join(f"https://{host}/v1/notifications/certs/CERT-…" for host in sorted(hosts))
    cure = "Say `sandbox = true` in the options if it is PayPal's sandbox that posts here; or pin the certificate."
    return bad_signature(FIELD, f"is not of the form {told}", cure)
