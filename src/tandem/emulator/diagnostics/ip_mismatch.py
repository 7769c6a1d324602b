"""Do browser and server name different addresses for one visitor?"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for event, browser, server in sample.pairs:
        seen, sent = parsed(browser.client_ip_address), parsed(server.client_ip_address)
        if seen and sent and seen.version == sent.version and seen != sent and not seen.is_loopback:
            yield Hit(event, f"both legs speak IPv{seen.version}, and name different addresses")


def parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address, or None for text that is not one."""
    try:
        return ip_address(address)
    except ValueError:
        return None


QUESTION = Question(
    key="ip_mismatch",
    title="Server sending mismatched IP addresses",
    trigger="client_ip_address of the server event is not the address from which the browser event came. Not asked "
    "where the browser runs on this machine.",
    cure="Send the visitor's address as the first trusted proxy saw it, not that of a proxy or a server.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
