"""The domain that a site's `_fbp` and `_fbc` are set for, worked out once, at the start."""

from __future__ import annotations

from urllib.parse import urlsplit

from tandem.config.schema import BadSettings
from tandem.config.site import Site
from tandem.kit.public_suffix import is_public_suffix, registrable_domain

AUTO = "auto"


def cookie_domain(site: Site) -> str:
    """
    As browsers are told it: `example.com`, or empty for "the page's own host only". `auto` is the registrable domain
    of the site's origins, when all of them share one. Raises `BadSettings` for a domain that no browser would take.
    """
    hosts = [host for origin in site.origins if (host := urlsplit(origin).hostname)]
    if site.cookie_domain != AUTO:
        return _checked(site.cookie_domain.strip(".").lower(), hosts, site.name)
    shared = {registrable_domain(host) for host in hosts}
    return next(iter(shared)) or "" if len(shared) == 1 else ""


def _checked(domain: str, hosts: list[str], site: str) -> str:
    if not domain:
        return ""
    if is_public_suffix(domain):
        raise BadSettings(
            f"site {site}: cookie-domain {domain} is a public suffix, browsers refuse cookies for it. "
            f'Write the domain you registered under it, or "{AUTO}".'
        )
    if not any(f".{host}".endswith(f".{domain}") for host in hosts):
        raise BadSettings(
            f"site {site}: none of the origins lies in cookie-domain {domain}. "
            f'Write a domain that the origins end in (xn--… for other letters), or "{AUTO}".'
        )
    return domain
