"""What can be set for the dashboard."""

from __future__ import annotations

from tandem.config.group import Group


class Dashboard(Group, frozen=True):
    """The dashboard: a process and a port of its own, never served by the public port."""

    host: str = "127.0.0.1"
    """The address to listen on. The dashboard has no login: whoever reaches it may read it."""
    port: int = 8003
    allowed_hosts: tuple[str, ...] = ()
    """
    Further names it answers to, without scheme and port: ["dash.internal"]. Needed where browsers reach it by a name
    that is not `host`, as behind a proxy or with `host = "0.0.0.0"`. Every other name is refused, so that no page
    elsewhere can point a name of its own at it and read along.
    """
