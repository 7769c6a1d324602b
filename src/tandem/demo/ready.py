"""Waiting until every part answers."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

PATIENCE = 30.0
"""Seconds until we stop waiting and say which part is missing."""


class NotReady(RuntimeError):
    """A part did not come up; its own lines above say why."""


def wait_until_ready(urls: Sequence[str], *, clock: Callable[[], float] = time.monotonic) -> None:
    """Return when each URL has answered with any status below 500. Raises `NotReady`."""
    deadline = clock() + PATIENCE
    for url in urls:
        while not answers(url):
            if clock() > deadline:
                raise NotReady(f"nothing answers at {url}")
            time.sleep(0.03)


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""No proxy stands between a demo and itself, whatever the machine's settings are for the world outside."""


def answers(url: str) -> bool:
    try:
        with _direct.open(url, timeout=2):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
