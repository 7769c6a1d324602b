"""
Which part of a host name one owner holds: example.co.uk of www.example.co.uk.

The list is publicsuffix.org's, as the library `publicsuffixlist` ships it: read from the installed package, never
fetched. Its private part counts too (github.io, myshopify.com), as it does for browsers.
"""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def registrable_domain(host: str) -> str | None:
    """
    The shortest domain of `host` (ASCII, without port) that one owner holds, or None: for an IP address, for a public
    suffix itself, for a name of one label such as localhost.
    """
    return None if _is_address(host) or not host else _list().privatesuffix(host)


def is_public_suffix(domain: str) -> bool:
    """Whether everybody may register under it, so that a browser lets nobody set a cookie for it."""
    return not _is_address(domain) and _list().publicsuffix(domain) == domain


@cache
def _list() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # 80 ms: paid by who asks, not by every start

    return PublicSuffixList()


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
