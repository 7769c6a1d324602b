"""`tandem upload`: events that are in a file."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
from cyclopts import Parameter

from tandem.cli import upload_setup as setup
from tandem.cli.asked import bar
from tandem.config.load import load
from tandem.config.schema import BadSettings
from tandem.event.model import ActionSource
from tandem.kit.secret import Secret
from tandem.kit.wire import AiohttpWire
from tandem.sources.upload import run
from tandem.sources.upload.report import Report, Status, Summary, brought_before
from tandem.sources.upload.row import Ready, Unfit, prepared
from tandem.sources.upload.send import Courier, GaveUp
from tandem.sources.upload.table import BadFile, Table, open_table
from tandem.upkeep.progress import Progress

Pairs = Annotated[tuple[str, ...], Parameter(negative=())]
ANSWER_LIMIT = 4 * 1024 * 1024
"""Bytes: an answer speaks of each row."""

BEAT = 100
"""Rows between two signs of progress."""

CAUSES = 20
"""Kinds of problems that are printed; the report has all."""

WORDS: Mapping[Status, str] = {
    "ready": "would be sent",
    "accepted": "accepted",
    "refused": "refused",
    "before": "brought by an earlier upload",
    "repeated": "have the event_id of an earlier row: counted once",
}


def upload(
    file: Path,
    *,
    go: bool = False,
    event: str = "",
    action_source: ActionSource | None = None,
    map: Pairs = (),  # noqa: A002 - the option's name
    set: Pairs = (),  # noqa: A002 - the option's name
    map_file: Path | None = None,
    key: str = "",
    to: str = "",
    site: str = "",
    delimiter: str = "",
    again: bool = False,
    json: bool = False,
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Send the events of a file. Without --go every row is checked, and nothing is sent.

    What became of each row is written beside the file, FILE.report.csv (FILE.check.csv without --go): row, status,
    field, problem, cure. A row that was brought counts once, however often the file is uploaded; an upload that was
    broken off goes on where it was. The exit code is 1 when a row was refused.

    Parameters
    ----------
    file
        .csv, .tsv (UTF-8, with a head line), .jsonl, .ndjson, .xlsx, .parquet.
    go
        Do it.
    event
        The event that each row is, where no column says so: Purchase if left out.
    action_source
        Where it happened: physical_store (62 days back), system_generated, phone_call, website… (7 days back).
    map
        OURS=COLUMN, e.g. order_id=Bestellnummer, or with how it is written: value=Betrag:decimal_comma,
        event_time=Datum:date:%d.%m.%Y. May be given several times.
    set
        OURS=VALUE for rows that say nothing: currency=EUR, consent.ads=granted.
    map_file
        The same and more in a TOML file, with the rules of JSON sources: docs/upload.md.
    key
        A key of the site, as env:NAME or file:PATH.
    to
        The gateway, if it is not the one of the settings on this machine.
    site
        The site, for a dry run without a key where there are several.
    delimiter
        What stands between the columns of a CSV file.
    again
        Send what earlier uploads have brought once more. It counts once all the same.
    json
        Write the summary as JSON.
    config
        The settings.
    """
    loaded = load(config)
    try:
        secret = setup.key(key, needed=go)
        chosen = setup.site(loaded, secret, site)
        table = open_table(file, delimiter)
        fields = setup.fields(table, map, set, map_file, event, action_source)
        rows = prepared(table.rows, fields, chosen.dictionary, setup.judge(chosen))
        before = frozenset() if again else brought_before(_beside(file, "report"))
        with Report(_beside(file, "report" if go else "check")) as report:
            ticking = _ticking(rows, table, quiet=json)
            if go:
                asyncio.run(_send(ticking, before, report, setup.address(loaded, to), secret))
            else:
                run.check(ticking, before, report)
    except BadFile as problem:
        raise BadSettings(f"{problem}") from None
    except GaveUp as problem:
        sys.exit(f"tandem: {problem}")
    except KeyboardInterrupt:
        _broken_off(go=go)
    _tell(report.summary(), file, go=go, json=json)


async def _send(
    rows: Iterable[Ready | Unfit], before: Collection[str], report: Report, url: str, key: Secret | None
) -> None:
    async with AiohttpWire(ANSWER_LIMIT) as wire:
        await run.send(rows, before, report, Courier(url, key or Secret(""), wire, roll=random.random))


def _ticking(rows: Iterator[Ready | Unfit], table: Table, *, quiet: bool) -> Iterator[Ready | Unfit]:
    with bar("reading", quiet=quiet) as tell:
        for row in rows:
            if row.number % BEAT == 0:
                tell(Progress(done=table.place(), whole=table.whole))
            yield row


def _beside(file: Path, what: str) -> Path:
    return file.with_name(f"{file.name}.{what}.csv")


def _broken_off(*, go: bool) -> NoReturn:
    """130: as programs end that are interrupted."""
    if go:
        print("tandem: broken off. Run it again: it goes on behind what was brought.", file=sys.stderr)
    sys.exit(130)


def _tell(told: Summary, file: Path, *, go: bool, json: bool) -> None:
    if json:
        print(msgspec.json.format(msgspec.json.encode({"dry_run": not go, **msgspec.to_builtins(told)})).decode())
    else:
        print("\n".join(_lines(told, file, go=go)))
    sys.exit(1 if told.refused else 0)


def _lines(told: Summary, file: Path, *, go: bool) -> Iterator[str]:
    yield f"{told.rows:,} rows"
    for status, count in told.counts.items():
        yield f"  {count:>9,}  {WORDS[status]}"
    for cause, count in list(told.causes.items())[:CAUSES]:
        yield f"  {count:>9,}  {cause}"
    yield f"Row by row: {_beside(file, 'report' if go else 'check')}"
    if not go and told.counts.get("ready"):
        yield "Nothing was sent. Add --go to do it."
