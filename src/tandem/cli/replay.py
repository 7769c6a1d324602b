"""`tandem replay`: dead letters, mended and sent again."""

from __future__ import annotations

import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from tandem.app import paths
from tandem.app.errands import NotDone, replay_here_or_there
from tandem.app.sites import sites
from tandem.cli.asked import ALL, Which, bar, who
from tandem.config.load import load
from tandem.config.schema import BadSettings, Loaded
from tandem.event.errors import Refused
from tandem.kit.clock import system_clock
from tandem.ledger.reports.dead import Chosen
from tandem.ledger.reports.snapshot import snapshot
from tandem.upkeep.errands import Replay
from tandem.upkeep.recipe import Recipe, checked
from tandem.upkeep.replay import Replayed, dry_run

Pairs = tuple[str, ...]


def replay(
    *,
    go: bool = False,
    which: Which = ALL,
    set: Pairs = (),  # noqa: A002 - the option's name
    remove: Pairs = (),
    rename: Pairs = (),
    cast: Pairs = (),
    recipe: Path | None = None,
    json: bool = False,
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Send dead letters again, mended if you say how. Without --go it only says what would go, what not, and why.

    Each keeps its event_id; consent and deadline are asked as they stand now; what was delivered is never touched. It
    works while the gateway runs and while it does not.

    Parameters
    ----------
    go
        Do it.
    set
        custom_data.currency=EUR; the value is read as JSON where it is some, else as text. May be given several times.
    remove
        user_data.ph, custom_data.FIELD, client_ip_address.
    rename
        custom_data.total=custom_data.value.
    cast
        custom_data.value=number; or text, or list.
    recipe
        The same from a TOML file: tables [set], [rename], [cast], and remove = [].
    json
        Write the report as JSON.
    config
        The settings.
    """
    now, loaded = system_clock(), load(config)
    made = _recipe(recipe, set, remove, rename, cast)
    wanted = which.chosen(now)
    try:
        report = _go(loaded, wanted, made, quiet=json) if go else _dry(loaded, wanted, made)
    except NotDone as problem:
        sys.exit(f"tandem: {problem}")
    if json:
        print(msgspec.json.format(msgspec.json.encode({"dry_run": not go, "report": report})).decode())
    else:
        print(_told(report, go=go))


def _dry(loaded: Loaded, wanted: Chosen, recipe: Recipe) -> Replayed:
    with snapshot(paths.ledger(loaded.data)) as ledger:
        return dry_run(ledger, wanted, recipe, sites(loaded), system_clock)


def _go(loaded: Loaded, wanted: Chosen, recipe: Recipe, *, quiet: bool) -> Replayed:
    with bar("replaying", quiet=quiet) as tell:
        errand = Replay(chosen=wanted, recipe=recipe, asked_by=who())
        return replay_here_or_there(loaded, errand, tell)


def _recipe(file: Path | None, set_: Pairs, remove: Pairs, rename: Pairs, cast: Pairs) -> Recipe:
    told: dict[str, Any] = {}
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal) if file else {}
        told["set"] = {**told.get("set", {}), **{path: _value(text) for path, text in map(_pair, set_)}}
        told["rename"] = {**told.get("rename", {}), **dict(map(_pair, rename))}
        told["cast"] = {**told.get("cast", {}), **dict(map(_pair, cast))}
        told["remove"] = [*told.get("remove", []), *remove]
        return checked(msgspec.convert(told, Recipe))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise BadSettings(f"the recipe cannot be used: {problem}. docs/dead-letters.md shows one.") from None
    except Refused as refused:
        raise BadSettings(f"the recipe cannot be used: {refused}") from None


def _pair(text: str) -> tuple[str, str]:
    left, sign, right = text.partition("=")
    if not sign or not left or not right:
        raise BadSettings(f"{text} is no pair: write NAME=VALUE.")
    return left, right


def _value(text: str) -> Any:
    """JSON where it is some: a number, true, a list, a quoted text. Anything else is a text: EUR, 000123."""
    try:
        return msgspec.json.Decoder(float_hook=Decimal).decode(text)
    except msgspec.DecodeError:
        return text


def _told(report: Replayed, *, go: bool) -> str:
    if not report.chosen:
        return "No dead letters are chosen."
    examples = f": {', '.join(report.examples)}{' …' if report.goes > len(report.examples) else ''}"
    verb = "wait to be sent again" if go else "would go"
    lines = [f"{report.goes} of {report.chosen} dead letters {verb}{examples if report.goes else ''}"]
    stay = "stay" if go else "would stay"
    lines += [f"{each.count} {stay}: {each.why} (as {', '.join(each.examples[:3])})" for each in report.kept]
    if not go and report.goes:
        lines.append("Nothing was sent. Add --go to do it.")
    return "\n".join(lines)
