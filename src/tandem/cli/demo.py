"""`tandem demo`: everything on this machine, with one command and one Ctrl-C."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path

from tandem.app.supervise import Child, supervise
from tandem.demo.ground import HOST, Ground, prepare
from tandem.demo.ready import NotReady, wait_until_ready
from tandem.kit import log

PROCESSES = ("acceptor", "worker", "dashboard")

WELCOME = """
Tandem is ready ({seconds:.1f} s). Everything runs on this machine; nothing leaves it.

  Shop            {shop}
  Events Manager  {emulator}/events_manager   (a local Meta)
  Dashboard       {dashboard}
  Gateway         {gateway}

Now: open the shop, say yes to the banner, buy something.
Then look into the Events Manager: the Purchase came twice, Browser and Server,
with one event_id, and is counted once. The switches in the shop show the bad days.

  curl -s {emulator}/sandbox/counted

Data: {folder}
Ctrl-C stops all of it.
"""


def demo(*, port: int = 8000, data: Path | None = None) -> None:
    """
    Start the whole of Tandem on this machine: gateway, emulator of Meta, demo shop, dashboard.

    Parameters
    ----------
    port
        The gateway's port; the emulator, the shop and the dashboard take the next three.
    data
        Where to keep the data. Left out: a fresh folder that is gone afterwards.
    """
    log.configure("demo")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tandem-demo-") as temporary:
        ground = prepare((data or Path(temporary)).resolve(), port)
        children = _children(ground)
        threading.Thread(target=_welcome, args=(ground, started), daemon=True).start()
        supervise(children)


def _children(ground: Ground) -> list[Child]:
    quiet = {"TANDEM_LOG": "warning", "NO_PROXY": HOST, "no_proxy": HOST}
    shop = {**quiet, "TANDEM_DEMO_KEY": ground.key}
    return [
        *(Child(name, [name, "--config", str(ground.settings)], quiet) for name in PROCESSES),
        Child("emulator", ["emulate", "--host", HOST, "--port", str(ground.port + 1), "--quiet"], quiet),
        Child("shop", ["shop", "--port", str(ground.port), "--first-order", str(ground.first_order())], shop),
    ]


def _welcome(ground: Ground, started: float) -> None:
    try:
        wait_until_ready(
            [f"{ground.gateway}/health", f"{ground.emulator}/sandbox/counted", ground.shop, ground.dashboard]
        )
    except NotReady as problem:
        print(f"tandem: {problem}; see the lines above. Ctrl-C stops the rest.", flush=True)
        return
    words = {"shop": ground.shop, "emulator": ground.emulator, "dashboard": ground.dashboard, "gateway": ground.gateway}
    print(WELCOME.format(**words, folder=ground.folder, seconds=time.monotonic() - started), flush=True)
