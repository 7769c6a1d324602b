"""What can be set for the sending to destinations."""

from __future__ import annotations

from tandem.config.group import Group


class Delivery(Group, frozen=True):
    """How events are sent, and what protects you from a bad day. docs/delivery.md explains each."""

    concurrency: int = 8
    """
    The most requests under way to one destination at once. It begins with one, grows while the destination answers
    well, and is halved when it does not.
    """
    fresh_share: float = 0.5
    """With a backlog: which part of each batch, 0 to 1, goes to the newest events. The rest goes to the most urgent."""
    failures: int = 5
    """After so many failures in a row a destination is left alone for a while, and then asked with one event."""
    fuse: int = 50
    """
    After so many different events refused in a row nothing more is sent: more likely something is wrong here than with
    all of them. They wait again, and one event a minute is tried.
    """
    usage_ceiling: int = 75
    """Per cent of Meta's allowance, as its answers tell it, beyond which we slow down."""
    removed_grace: float = 24.0
    """Hours after which what is owed to a destination that you took out of the settings is given up."""
