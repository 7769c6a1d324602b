"""What can be set for alerts."""

from __future__ import annotations

from tandem.config.group import Group


class Alerts(Group, frozen=True):
    """Who is told when something needs a person. Each alert is told once, and once more when it is over."""

    webhook: str = ""
    """
    Where alerts are posted as JSON: `env:NAME` or `file:PATH` of the address, since it often holds a secret. Chat tools
    that read a field `text` take it as it is. docs/alerts.md shows the form.
    """
    command: tuple[str, ...] = ()
    """A program, with its arguments, that is run for each alert with the same JSON on its standard input."""
    quiet_hours: float = 0.0
    """Hours without any new event after which you want to know. 0: never, as for a site that sells little."""
    dead_letters: int = 0
    """More dead letters than this at one destination are an alert."""
    source_refused: float = 0.2
    """Which part of what a source tells within six hours may be refused before it is an alert; 1: never."""
