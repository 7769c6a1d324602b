"""The client's IP address: the customer's own, not a proxy's, not a payment gateway's, without port or zone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, collapse_addresses, ip_address
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

Packed = bytes
"""An address as it stands in a packet: 4 bytes, or 16 of IPv6. In this form it is compared, never taken apart."""

_FAMILY = {4: AF_INET, 16: AF_INET6}
_PUBLIC = {
    4: frozenset(range(1, 224)) - {10, 100, 127, 169, 172, 192, 198, 203},
    16: frozenset({0x24, 0x26, 0x28, 0x2A, 0x2C}),
}
"""
First octets behind which every address is a customer's. Source: IANA's special-purpose address registries, which set
nothing there apart, and RFC 5735, RFC 4291 for multicast.
"""

_MAPPED = bytes(10) + b"\xff\xff"
"""What stands before an IPv4 address that is written as IPv6: RFC 4291, 2.5.5.2."""

_BRACKETED = re.compile(r"\[([^\]]+)\](?::\d{1,5})?")
_V4_WITH_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}")
_V4_WITH_APPENDIX = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})\.[\w-]{8}", re.ASCII)
_V6_WITH_APPENDIX = re.compile(r"([0-9a-fA-F:]+:[0-9a-fA-F:]*)\.[\w-]{8}", re.ASCII)
_DECORATED = (_BRACKETED, _V4_WITH_PORT, _V4_WITH_APPENDIX, _V6_WITH_APPENDIX)


class Proxies:
    """Our own proxies, whose headers are believed."""

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        told = tuple(networks)
        fours = collapse_addresses(network for network in told if isinstance(network, IPv4Network))
        sixes = collapse_addresses(network for network in told if isinstance(network, IPv6Network))
        self._bounds = {4: _bounds(fours), 16: _bounds(sixes)}

    def __contains__(self, address: Packed) -> bool:
        firsts, lasts = self._bounds[len(address)]
        place = bisect_right(firsts, address)
        return place > 0 and address <= lasts[place - 1]


def clean_address(text: str, *, allow_private: bool = False) -> str | None:
    """
    The address alone, in its canonical spelling, or None when it is no address of a customer.

    Removed: a port, brackets, an IPv6 zone (`%eth0`), the appendix of Meta's parameter builder. IPv4 written as IPv6
    (`::ffff:192.0.2.1`) becomes IPv4. Refused, unless `allow_private` (a demonstration on one machine): loopback,
    private, link-local, shared, reserved and documentation ranges, which never belong to a customer on the Internet.
    """
    return _customers(_packed(text), allow_private)


def client_address(
    peer: str, forwarded_for: str | None, trusted: Proxies, *, allow_private: bool = False
) -> str | None:
    """
    The address of the client behind the proxies we trust.

    `peer` is who connected, `forwarded_for` the X-Forwarded-For header. The header is read
    from the right, past every trusted hop; the first that is not trusted is the client, and what stands left of it is
    hearsay. A hop that cannot be read ends the search: None.
    """
    if not forwarded_for:
        return clean_address(peer, allow_private=allow_private)
    hops = forwarded_for.split(",")
    address = _packed(peer)
    while hops and address is not None and address in trusted:
        address = _packed(hops.pop())
    return _customers(address, allow_private)


def is_trusted(peer: str, trusted: Proxies) -> bool:
    """Whether who connected is one of our own proxies."""
    address = _packed(peer)
    return address is not None and address in trusted


def prefer(addresses: Iterable[str]) -> str | None:
    """The best of several addresses of one client: the first IPv6, as Meta asks, else the first IPv4."""
    known = [address for text in addresses if (address := _packed(text))]
    return str(ip_address(max(known, key=len))) if known else None


def _bounds(apart: Iterable[Network]) -> tuple[list[Packed], list[Packed]]:
    """First and last addresses of networks that do not overlap, in order."""
    networks = list(apart)
    firsts = [network.network_address.packed for network in networks]
    return firsts, [network.broadcast_address.packed for network in networks]


def _packed(text: str) -> Packed | None:
    bare = text.strip()
    return _read(bare) or _read(_undecorated(bare))


def _undecorated(text: str) -> str:
    for shape in _DECORATED:
        if found := shape.fullmatch(text):
            text = found[1]
    return text


def _read(text: str) -> Packed | None:
    """By the system's own reader: `ipaddress` takes the text apart in Python, which costs five times as much."""
    bare = text.partition("%")[0] if "%" in text else text
    try:
        if ":" not in bare:
            return inet_pton(AF_INET, bare)
        address = inet_pton(AF_INET6, bare)
    except (OSError, ValueError):
        return None
    return address[len(_MAPPED) :] if address.startswith(_MAPPED) else address


def _customers(packed: Packed | None, allow_private: bool) -> str | None:
    """As nearly all come, far from every special range; else by what `ipaddress` knows of the ranges."""
    if packed is None:
        return None
    if packed[0] in _PUBLIC[len(packed)]:
        return inet_ntop(_FAMILY[len(packed)], packed)
    address = ip_address(packed)
    return str(address) if allow_private or _is_public(address) else None


def _is_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast
