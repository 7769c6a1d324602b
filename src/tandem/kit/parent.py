"""A child that notices when its parent is gone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

SUPERVISED = "TANDEM_SUPERVISED"
"""The variable by which a supervisor tells a child that its standard input is a pipe to watch."""


def watch_parent(gone: Callable[[], object]) -> None:
    """Call `gone` when the supervisor is no more. Does nothing in a process that has none."""
    if os.environ.get(SUPERVISED) != "1":
        return

    def wait_for_end() -> None:
        while os.read(0, 1024):
            pass
        gone()

    threading.Thread(target=wait_for_end, daemon=True).start()
