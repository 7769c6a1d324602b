"""gzip for what is sent: fast rather than small. `pip install tandem-gateway[fast]` brings isal, eight times faster."""

from __future__ import annotations

import zlib
from collections.abc import Callable

_GZIP = 16 + zlib.MAX_WBITS


def _zlib(content: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=_GZIP)
    return packer.compress(content) + packer.flush()


def _fastest() -> Callable[[bytes], bytes]:
    try:
        from isal import igzip
    except ImportError:
        return _zlib
    return lambda content: igzip.compress(content, compresslevel=1)


gzip = _fastest()
"""The content as one gzip member."""
