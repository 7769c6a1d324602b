"""
The seam to the outside: post bytes or ask, and bring back an answer.

Everything above asks for a `Wire`; the program hands in `AiohttpWire`, a test hands in one of the fakes in
`kit.wire_fakes`. Nothing else in Tandem opens an outgoing connection. aiohttp takes longer to load than most of what
names a `Wire` takes to run: it is loaded by the first that is opened.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import msgspec

if TYPE_CHECKING:
    import aiohttp

ANSWER_LIMIT = 64 * 1024
"""Bytes of an answer that are read; an error page may be longer, its rest tells us nothing."""


class Answer(msgspec.Struct, frozen=True):
    """What came back: a status, the headers in lower case, the beginning of the body: 64 KiB unless asked otherwise."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Silence(Exception):
    """No answer: a timeout, a refused or broken connection. The text says which, and holds no secret."""


class Wire(Protocol):
    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        """Post and wait for the whole answer, `timeout` seconds at most. Raises `Silence`."""
        ...

    async def get(self, url: str, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        """Ask, and wait likewise. A secret belongs into `headers`: addresses end up in logs. Raises `Silence`."""
        ...


class AiohttpWire:
    """
    The real one. Opened inside a running loop: `async with AiohttpWire() as wire`. It goes by the proxies that the
    environment names, unless `proxies` is false: to this machine's own doors none leads.
    """

    def __init__(
        self, answer_limit: int = ANSWER_LIMIT, trusted: ssl.SSLContext | None = None, *, proxies: bool = True
    ) -> None:
        """`trusted`: whose certificates the other side may show, if not those that the machine trusts."""
        self._answer_limit = answer_limit
        self._trusted = trusted or True
        self._proxies = proxies
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        import aiohttp

        self._session = aiohttp.ClientSession(trust_env=self._proxies, auto_decompress=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        return await self._exchange("POST", url, body, headers, timeout)

    async def get(self, url: str, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        return await self._exchange("GET", url, None, headers, timeout)

    async def _exchange(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float
    ) -> Answer:
        if self._session is None:
            raise RuntimeError("the wire is not open: use `async with`")
        import aiohttp

        limit = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=limit, allow_redirects=False, ssl=self._trusted
            ) as reply:
                content = await _beginning(reply.content, self._answer_limit)
                return Answer(reply.status, {k.lower(): v for k, v in reply.headers.items()}, content)
        except TimeoutError as error:
            raise Silence(f"no answer within {seconds:g} s") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise Silence("the certificate of the other side cannot be trusted") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Silence(f"the connection failed: {type(error).__name__}") from error


async def _beginning(content: aiohttp.StreamReader, limit: int) -> bytes:
    """The body, up to the limit. One `read` returns what has arrived, which may be half an answer."""
    body = b""
    while len(body) < limit and (piece := await content.read(limit - len(body))):
        body += piece
    return body
