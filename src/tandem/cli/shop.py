"""`tandem shop`: the demo's shop alone; `tandem demo` starts it."""

from __future__ import annotations

import os

from tandem.kit.parent import watch_parent
from tandem.kit.secret import Secret


def shop(*, port: int = 8000, first_order: int = 123) -> None:
    """
    Serve the demo shop beside a demo's gateway.

    Parameters
    ----------
    port
        The gateway's port; the shop takes the one after the emulator's.
    first_order
        The number of the first order.
    """
    from tandem.demo.ground import HOST
    from tandem.demo.shop.serve import run
    from tandem.demo.shop.settings import ShopSettings

    watch_parent(lambda: os._exit(0))
    run(
        ShopSettings(
            gateway=f"http://{HOST}:{port}",
            key=Secret(os.environ.get("TANDEM_DEMO_KEY", "")),
            emulator=f"http://{HOST}:{port + 1}",
            dashboard=f"http://{HOST}:{port + 3}",
            port=port + 2,
            first_order=first_order,
        )
    )
