"""Who may send: the access token, in the header, the query or the body, and what is wrong with it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection

from aiohttp import web

from tandem.emulator.received import Refused

TOKEN = web.RequestKey("token", str)
"""The token of a request, once its body is read."""

PLAUSIBLE = re.compile(r"[!-~]{4,1000}")
"""Printable, without white space. Meta's own form is not documented."""


def token_of(request: web.Request, in_body: str) -> str:
    """The token of a request; empty when there is none. The header comes first."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    return request.query.get("access_token", "") or in_body


def check_token(token: str, allowed: Collection[str] | None) -> None:
    """
    Raises `Refused` when the token opens nothing.

    Without a list of allowed tokens every plausible one will do, except that a token with `expired` or `bad` in it
    is refused as such: so a refusal can be tried out without any setting.
    """
    if not token:
        raise Refused("token_missing")
    if allowed is not None:
        _check_listed(token, allowed)
    elif "expired" in token:
        raise Refused("token_expired")
    elif "bad" in token or not PLAUSIBLE.fullmatch(token):
        raise Refused("token_bad")


def check_may_read(token: str) -> None:
    """Raises `Refused` for a token with `sendonly` in it: one that a client gave to a partner may send and not read."""
    if "sendonly" in token:
        raise Refused("permission")


def check_proof(proof: str, token: str, app_secret: str) -> None:
    """
    Raises `Refused` unless `proof` is the HMAC-SHA256 of the token with the app's secret, in hex.

    Without a secret nothing is asked. Source: https://developers.facebook.com/docs/graph-api/guides/secure-requests
    """
    if not app_secret:
        return
    if not proof:
        raise Refused("proof_missing")
    wanted = hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), proof.lower().encode()):
        raise Refused("proof_wrong")


def _check_listed(token: str, allowed: Collection[str]) -> None:
    if token not in allowed:
        raise Refused("token_bad")
