"""`tandem dead`: what was refused for what is in it, and is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tandem.app import paths
from tandem.cli.asked import ALL, Which, when
from tandem.config.load import load
from tandem.kit.clock import system_clock
from tandem.ledger.reports.dead import DeadGroup
from tandem.ledger.reports.dead import dead as report
from tandem.ledger.reports.snapshot import snapshot
from tandem.web.cures import cure


class Told(DeadGroup, frozen=True, kw_only=True):
    """As it is printed."""

    cure: str


def dead(
    *,
    which: Which = ALL,
    json: bool = False,
    config: Path = Path("tandem.toml"),
) -> None:
    """
    List dead letters by what was said of them: how many, the oldest, until when they can be sent, an example, a cure.

    Parameters
    ----------
    json
        Write everything as JSON.
    config
        The settings.
    """
    now, loaded = system_clock(), load(config)
    wanted = which.chosen(now)
    with snapshot(paths.ledger(loaded.data)) as ledger:
        groups = [_told(group) for group in report(ledger, wanted, now)]
    if json:
        print(msgspec.json.format(msgspec.json.encode(groups)).decode())
    else:
        print(_listed(groups))


def _told(group: DeadGroup) -> Told:
    return Told(**msgspec.structs.asdict(group), cure=cure(group.reason, group.detail))


def _listed(groups: Sequence[Told]) -> str:
    if not groups:
        return "No dead letters."
    total = sum(group.count for group in groups)
    return "\n\n".join([f"{total} dead letters (times are UTC)", *map(_paragraph, groups)])


def _paragraph(group: Told) -> str:
    late = group.count - group.sendable
    too_late = f", {late} of them too late by now" if late else ""
    return f"""\
{group.count} x {group.event_name} to {group.destination}: {group.reason}{too_late}
  said      {group.detail or "nothing"}
  received  since {when(group.oldest_received_at)}
  deadline  the first at {when(group.first_deadline)}
  example   tandem trace {group.example_event_id}
  cure      {group.cure}"""
