"""The client's IP address: the customer's own, not a proxy's, not a payment gateway's, without port or zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PUBLIC = {
    AF_INET: frozenset(range(1, 224)) - {10, 100, 127, 169, 172, 192, 198, 203},
    AF_INET6: frozenset({0x24, 0x26, 0x28, 0x2A, 0x2C}),
}
"""
First octets behind which every address is a customer's. Source: IANA's special-purpose address registries, which set
nothing there apart, and RFC 5735, RFC 4291 for multicast.
"""

_BRACKETED = re.compile(r"\[([^\]]+)\](?::\d{1,5})?")
_V4_WITH_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}")
_V4_WITH_APPENDIX = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})\.[\w-]{8}", re.ASCII)
_V6_WITH_APPENDIX = re.compile(r"([0-9a-fA-F:]+:[0-9a-fA-F:]*)\.[\w-]{8}", re.ASCII)
_DECORATED = (_BRACKETED, _V4_WITH_PORT, _V4_WITH_APPENDIX, _V6_WITH_APPENDIX)


def clean_address(text: str, *, allow_private: bool = False) -> str | None:
    """
    The address alone, in its canonical spelling, or None when it is no address of a customer.

    Removed: a port, brackets, an IPv6 zone (`%eth0`), the appendix of Meta's parameter builder. IPv4 written as IPv6
    (`::ffff:192.0.2.1`) becomes IPv4. Refused, unless `allow_private` (a demonstration on one machine): loopback,
    private, link-local, shared, reserved and documentation ranges, which never belong to a customer on the Internet.
    """
    bare = text.strip()
    return _at_a_glance(bare) or _customers(_parsed(bare), allow_private)


def client_address(
    peer: str, forwarded_for: str | None, trusted: Sequence[Network], *, allow_private: bool = False
) -> str | None:
    """
    The address of the client behind the proxies we trust.

    `peer` is who connected, `forwarded_for` the X-Forwarded-For header, `trusted` our own proxies. The header is read
    from the right, past every trusted hop; the first that is not trusted is the client, and what stands left of it is
    hearsay. A hop that cannot be read ends the search: None.
    """
    if not forwarded_for:
        return clean_address(peer, allow_private=allow_private)
    for hop in (peer, *reversed(forwarded_for.split(","))):
        address = _parsed(hop)
        if address is None or not _is_trusted(address, trusted):
            break
    return clean_address(hop, allow_private=allow_private)


def is_trusted(peer: str, trusted: Sequence[Network]) -> bool:
    """Whether who connected is one of our own proxies, whose headers are believed."""
    address = _parsed(peer)
    return address is not None and _is_trusted(address, trusted)


def prefer(addresses: Iterable[str]) -> str | None:
    """The best of several addresses of one client: the first IPv6, as Meta asks, else the first IPv4."""
    known = [address for text in addresses if (address := _parsed(text))]
    return next((str(address) for address in sorted(known, key=lambda address: -address.version)), None)


def _at_a_glance(text: str) -> str | None:
    """The address as nearly all come: bare, and far from every special range."""
    family = AF_INET6 if ":" in text else AF_INET
    try:
        packed = inet_pton(family, text)
    except (OSError, ValueError):
        return None
    return inet_ntop(family, packed) if packed[0] in _PUBLIC[family] else None


def _parsed(text: str) -> Address | None:
    bare = text.strip()
    return _read(bare) or _read(_undecorated(bare))


def _undecorated(text: str) -> str:
    for shape in _DECORATED:
        if found := shape.fullmatch(text):
            text = found[1]
    return text


def _read(text: str) -> Address | None:
    """By the system's own reader: `ipaddress` takes the text apart in Python, which costs five times as much."""
    bare = text.partition("%")[0]
    try:
        if ":" not in bare:
            return IPv4Address(inet_pton(AF_INET, bare))
        address = IPv6Address(inet_pton(AF_INET6, bare))
    except (OSError, ValueError):
        return None
    return address.ipv4_mapped or address


def _customers(address: Address | None, allow_private: bool) -> str | None:
    if address is None or not (allow_private or _is_public(address)):
        return None
    return str(address)


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast
