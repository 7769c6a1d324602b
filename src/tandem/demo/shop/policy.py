"""
The shop's Content-Security-Policy, and the switch "block the Pixel".

A content blocker stops requests to the Pixel's origin; a policy that leaves this origin out has the same effect and
needs no extension, so the switch works in every browser. The gateway stays allowed: the tag is first-party.
"""

from __future__ import annotations

from tandem.demo.shop.settings import ShopSettings


def content_policy(settings: ShopSettings, nonce: str, *, pixel_blocked: bool) -> str:
    """One header value. `nonce` admits the two inline scripts of this very response."""
    pixel = "" if pixel_blocked else f" {settings.emulator}"
    directives = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}' {settings.gateway}{pixel}",
        "connect-src": f"'self' {settings.gateway}{pixel}",
        "img-src": f"'self' {settings.gateway}{pixel}",
        "form-action": f"'self'{pixel}",
        "frame-src": f"'self'{pixel}",
        "style-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())
