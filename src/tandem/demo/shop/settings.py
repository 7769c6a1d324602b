"""What the shop is told when it opens."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tandem.kit.secret import Secret


class ShopSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Addresses are origins without a trailing slash, e.g. `http://127.0.0.1:8000`."""

    gateway: str
    """Where the tag is loaded from and where the shop's server reports orders to."""

    key: Secret
    """The bearer key of the gateway's `POST /v1/events`."""

    emulator: str
    """Where the Pixel comes from (the switch "block the Pixel" shuts this origin out) and its Events Manager is."""

    dashboard: str
    """Only linked to."""

    host: str = "127.0.0.1"
    port: int = 8002

    first_order: int = 123
    """
    The number of the first order. Raise it when the shop reopens before a gateway that remembers earlier orders:
    a number used twice is, rightly, a duplicate.
    """

    tries: int = 8
    """How often one report to the gateway is tried. With the waits below the last try comes within about a minute."""

    first_wait: timedelta = timedelta(milliseconds=500)
    """The bound of the wait after the first failure; it doubles with each further one."""

    timeout: float = 5.0
    """Seconds one try may take."""
