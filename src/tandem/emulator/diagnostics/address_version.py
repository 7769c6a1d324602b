"""Does the server know its visitors by IPv4 only, or by something that is no address?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.ip_mismatch import parsed
from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.server:
        address = parsed(fields.client_ip_address)
        if address is None and fields.client_ip_address:
            yield Hit(event, "client_ip_address is not an IP address; a port or a list may be attached to it")
        elif address and address.version == 4 and not address.is_loopback:
            yield Hit(event, "client_ip_address is an IPv4 address")


QUESTION = Question(
    key="address_version",
    title="Update your IPv4 IP addresses to IPv6",
    trigger="Server events carry an IPv4 client address, or one that cannot be read.",
    cure="Serve the site over IPv6 too, and send the IPv6 address where the visitor has one.",
    severity="notice",
    evidence="documented",
    ask=ask,
)
