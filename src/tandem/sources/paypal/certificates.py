"""
PayPal's signing certificates, fetched from PayPal and believed only when a trusted authority vouches for them.

Promises   Nothing is asked of any host but PayPal's, and of that no more than `BUDGET` times an hour, whatever the
           messages name. What was learned is remembered, a no as well as a yes.
Limits     In memory: after a start, the first message asks anew. Revocation lists are not read.
Not here   Whether a message is signed (verify).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, DNSName, load_pem_x509_certificates
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from tandem.event.errors import NotNow
from tandem.kit.roots import trusted_roots
from tandem.kit.wire import Answer, Silence
from tandem.sources.paypal.addresses import FIELD, Place
from tandem.sources.signature import bad_signature

Fetch = Callable[[str], Awaitable[Answer]]
"""Asks for an address: bounded in size and time, following no redirect. Raises `Silence`."""

BUDGET = 12
"""Certificates asked for in an hour, at most. PayPal has a few, and changes them about once a year."""

HOUR = timedelta(hours=1)
SOON = timedelta(minutes=1)
"""How long it is not asked again after it has not answered."""

CURE = "If it was PayPal that posted this, pin the certificate (docs/sources/paypal.md); else nothing is to be done."


class _Untrusted(Exception):
    """What was fetched proves nothing; the text says why."""


class _Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one address, until when."""

    until: datetime
    certificate: Certificate | None = None
    problem: str = ""
    passing: bool = False
    """Whether the problem is a silence, which may be over soon."""


class Certificates:
    """Those of one account. Lives in the acceptor's loop."""

    def __init__(self, place: Place, roots: Sequence[Certificate], fetch: Fetch) -> None:
        """`roots`: whom to believe instead of the machine's authorities; none means those."""
        self._place = place
        self._roots = list(roots)
        self._fetch = fetch
        self._learned: dict[str, _Learned] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._asked_at: deque[datetime] = deque(maxlen=BUDGET)

    async def learn(self, address: str, now: datetime) -> None:
        """Ask for it if nothing is known of it; messages that come together ask once. Raises `Refused`, `NotNow`."""
        address = self._place.check(address)
        known = self._learned.get(address)
        if known is not None and now < known.until:
            return
        if address not in self._under_way:
            self._spend(now)
            self._under_way[address] = asyncio.create_task(self._ask(address, now))
        await asyncio.shield(self._under_way[address])

    def at(self, address: str, now: datetime) -> Certificate:
        """Raises `Refused` for one that is not believed, `NotNow` while it is not known."""
        known = self._learned.get(self._place.check(address))
        if known is None or now >= known.until:
            raise NotNow("the certificate that PayPal signed with is not known yet")
        if known.passing:
            raise NotNow(f"PayPal's certificate could not be fetched: {known.problem}")
        if known.certificate is None:
            raise bad_signature(FIELD, known.problem, CURE)
        return known.certificate

    def _spend(self, now: datetime) -> None:
        if len(self._asked_at) == BUDGET and now - self._asked_at[0] < HOUR:
            raise NotNow(f"{BUDGET} certificates were asked for within this hour already")
        self._asked_at.append(now)

    async def _ask(self, address: str, now: datetime) -> None:
        try:
            answer = await self._fetch(address)
            learned = await asyncio.to_thread(self._judged, answer, now)
        except Silence as silence:
            learned = _Learned(until=now + SOON, problem=str(silence), passing=True)
        finally:
            del self._under_way[address]
        self._learned = {each: known for each, known in self._learned.items() if now < known.until}
        self._learned[address] = learned

    def _judged(self, answer: Answer, now: datetime) -> _Learned:
        if answer.status == 429 or answer.status >= 500:
            return _Learned(until=now + SOON, problem=f"it answered {answer.status}", passing=True)
        try:
            leaf = self._vouched_for(answer, now)
        except _Untrusted as why:
            return _Learned(until=now + HOUR, problem=str(why))
        return _Learned(until=leaf.not_valid_after_utc, certificate=leaf)

    def _vouched_for(self, answer: Answer, now: datetime) -> Certificate:
        """The certificate that signs, if a chain leads from it to somebody who is trusted. Raises `_Untrusted`."""
        if answer.status != 200:
            raise _Untrusted(f"leads to no certificate: it answered {answer.status}")
        try:
            leaf, *above = load_pem_x509_certificates(answer.body)
        except ValueError:
            raise _Untrusted("leads to something that is no certificate") from None
        if not isinstance(leaf.public_key(), RSAPublicKey):
            raise _Untrusted("leads to a certificate without an RSA key")
        roots = self._roots or trusted_roots()
        if not roots:
            raise _Untrusted("cannot be judged: this machine trusts no authority (install ca-certificates)")
        policy = PolicyBuilder().store(Store(roots)).time(now)
        problems = [_problem(policy, name, leaf, above) for name in self._place.names]
        if all(problems):
            raise _Untrusted(f"leads to a certificate that nobody trusted vouches for ({problems[0]})")
        return leaf


def _problem(policy: PolicyBuilder, name: str, leaf: Certificate, above: list[Certificate]) -> str:
    """Why it is not, now, the certificate of `name`; empty when it is."""
    try:
        policy.build_server_verifier(DNSName(name)).verify(leaf, above)
    except VerificationError as error:
        return str(error)[:200]
    return ""
