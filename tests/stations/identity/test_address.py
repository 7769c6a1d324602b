"""The client's address: its own, clean, and never a proxy's."""

from ipaddress import ip_network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tandem.identity.address import Proxies, clean_address, client_address, is_trusted, prefer

PROXIES = Proxies(map(ip_network, ("10.0.0.0/8", "2400:cb00::/32", "127.0.0.0/8")))
CLIENT = "93.184.216.34"
CLIENT_6 = "2606:2800:220:1:248:1893:25c8:1946"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (CLIENT, CLIENT),
        (f" {CLIENT} ", CLIENT),
        (f"{CLIENT}:54321", CLIENT),
        (f"[{CLIENT_6}]:443", CLIENT_6),
        (f"[{CLIENT_6}]", CLIENT_6),
        (f"{CLIENT_6}%eth0", CLIENT_6),
        (CLIENT_6.upper(), CLIENT_6),
        ("2606:2800:0220:0001:0248:1893:25c8:1946", CLIENT_6),
        (f"::ffff:{CLIENT}", CLIENT),
        (f"[::ffff:{CLIENT}]:8080", CLIENT),
        (f"{CLIENT}.AQQAAQMC", CLIENT),
        (f"{CLIENT_6}.AQQAAQMC", CLIENT_6),
    ],
)
def test_an_address_is_freed_of_what_does_not_belong_to_it(text, clean):
    """Ports, brackets, zones and appendices go, so that Meta does not refuse the address."""
    assert clean_address(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unknown",
        "_hidden",
        "example.com",
        "256.1.1.1",
        "1.2.3",
        "1.2.3.4.5",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
    ],
)
def test_what_cannot_be_a_customers_address_is_refused(text):
    """Private, loopback, link-local, shared, reserved and documentation ranges belong to no customer."""
    assert clean_address(text) is None


def test_a_demonstration_on_one_machine_may_use_private_addresses():
    """`allow_private` lets 127.0.0.1 through, and still nothing that is no address."""
    assert clean_address("127.0.0.1:5000", allow_private=True) == "127.0.0.1"
    assert clean_address("unknown", allow_private=True) is None


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        (CLIENT, None, CLIENT),
        (CLIENT, "8.8.8.8", CLIENT),
        ("10.0.0.1", CLIENT, CLIENT),
        ("10.0.0.1:443", f"{CLIENT}:1234, 10.1.1.1", CLIENT),
        ("10.0.0.1", f"8.8.8.8, {CLIENT}", CLIENT),
        ("10.0.0.1", f"8.8.8.8, {CLIENT}, 10.9.9.9, 2400:cb00::1", CLIENT),
        ("::ffff:10.0.0.1", CLIENT_6, CLIENT_6),
        ("10.0.0.1", f"{CLIENT}, unknown, 10.1.1.1", None),
        ("10.0.0.1", f"{CLIENT}, 192.168.1.5", None),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", None),
        ("10.0.0.1", None, None),
        ("10.0.0.1", "", None),
        ("", CLIENT, None),
    ],
)
def test_the_client_is_the_last_hop_that_no_proxy_of_ours_vouches_away(peer, forwarded, client):
    """What a visitor writes into X-Forwarded-For is not believed; what our own proxies write is."""
    assert client_address(peer, forwarded, PROXIES) == client


def test_without_trusted_proxies_the_header_is_ignored():
    """A gateway on the open Internet takes the address that connected."""
    assert client_address(CLIENT, "8.8.8.8", Proxies()) == CLIENT


def test_a_local_demonstration_finds_its_own_visitor():
    """On one machine, the visitor behind the local proxy is local too."""
    assert client_address("127.0.0.1", "192.168.1.20", PROXIES, allow_private=True) == "192.168.1.20"


def test_of_several_addresses_ipv6_is_preferred():
    """Meta asks for IPv6 where there is one; otherwise the first known address stands."""
    assert prefer([CLIENT, CLIENT_6, "2606:4700::1111"]) == CLIENT_6
    assert prefer([CLIENT, "8.8.8.8"]) == CLIENT
    assert prefer(["unknown"]) is None


@given(st.ip_addresses())
def test_an_address_is_a_customers_where_the_registries_set_nothing_apart(address):
    """The short way says what Python's own tables of special ranges say, in the same spelling."""
    assume(not getattr(address, "ipv4_mapped", None))
    is_customers = address.is_global and not address.is_multicast
    assert clean_address(str(address)) == (str(address) if is_customers else None)


networks = st.builds(lambda *told: ip_network(told, strict=False), st.ip_addresses(), st.integers(0, 32))


def edges(network):
    """A network's first and last address, and those right beside them."""
    ends = [int(end) + beside for end in (network[0], network[-1]) for beside in (-1, 0, 1)]
    return [type(network[0])(end) for end in ends if 0 <= end < 2**network.max_prefixlen]


@given(st.ip_addresses(), st.lists(networks, min_size=1, max_size=4))
def test_a_proxy_is_whoever_is_in_one_of_our_networks(anybody, ours):
    """As `ipaddress` says, wherever they begin and end, and also where they overlap."""
    addresses = [anybody, *(edge for network in ours for edge in edges(network))]
    for address in (address for address in addresses if not getattr(address, "ipv4_mapped", None)):
        assert is_trusted(str(address), Proxies(ours)) == any(address in network for network in ours)
