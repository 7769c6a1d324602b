"""A file as rows, read one by one however long it is: CSV, JSON lines, Excel, Parquet."""

from __future__ import annotations

import csv
import importlib
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason

Row = Mapping[str, Any]


class BadFile(ValueError):
    """The file cannot be read as a whole; the text says why and how to mend it."""


class Table(msgspec.Struct, frozen=True):
    """Rows, and how far the reading is. A row that cannot be read is a `Refused` in its place."""

    rows: Iterator[Row | Refused]
    columns: tuple[str, ...]
    """Of a file with a head line; empty where each row says for itself."""
    place: Callable[[], int]
    whole: int
    """`place` at the end: bytes, or rows."""


_IN_PATHS = re.compile(r"[.\[\]{}]")


def column(name: str) -> str:
    """A column as mappings call it: what has a meaning in a path is written `_`."""
    return _IN_PATHS.sub("_", name.strip())


def open_table(path: Path, delimiter: str = "") -> Table:
    """By the file's name: .csv, .tsv, .jsonl, .ndjson, .xlsx, .parquet. Raises `BadFile`."""
    kind = path.suffix.lower()
    if not path.is_file():
        raise BadFile(f"there is no file {path}")
    if kind not in _KINDS:
        raise BadFile(f"{path} is of no kind that is read here: {', '.join(_KINDS)}")
    return _KINDS[kind](path, delimiter)


def _csv(path: Path, delimiter: str) -> Table:
    """In UTF-8, with or without a byte order mark."""
    raw = path.open("rb")
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=delimiter or ("\t" if path.suffix.lower() == ".tsv" else ","))
    lines = _lines(reader, path)
    head = tuple(column(name) for name in next(lines, []))
    rows = (_row(head, line) for line in lines if line)
    return Table(rows, head, raw.tell, os.path.getsize(path))


def _lines(reader: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    try:
        yield from reader
    except UnicodeDecodeError:
        raise BadFile(f"{path} is not in UTF-8: save it as “CSV UTF-8”, or convert it with iconv") from None
    except csv.Error as error:
        raise BadFile(f"{path} is no CSV: {error}") from None


def _row(head: tuple[str, ...], line: list[str]) -> Row | Refused:
    if len(line) > len(head):
        problem = f"has {len(line)} columns, the head line {len(head)}"
        return Refused(Reason.MALFORMED, "row", problem, "Put quotation marks around what holds the delimiter.")
    return dict(zip(head, line, strict=False))


def _json_lines(path: Path, _: str) -> Table:
    file = path.open("rb")
    decode = msgspec.json.Decoder(dict[str, Any], float_hook=str).decode
    rows = (_object(line, decode) for line in file if line.strip())
    return Table(rows, (), _told(file), os.path.getsize(path))


def _told(file: io.BufferedReader) -> Callable[[], int]:
    return lambda: 0 if file.closed else file.tell()


def _object(line: bytes, decode: Callable[[bytes], Row]) -> Row | Refused:
    try:
        return decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Refused(Reason.MALFORMED, "row", "is no JSON object", "Write one object on each line, in UTF-8.")


def _excel(path: Path, _: str) -> Table:
    """The first sheet, its first row being the head line."""
    sheet = _extra("openpyxl", path).load_workbook(path, read_only=True, data_only=True).worksheets[0]
    lines = sheet.iter_rows(values_only=True)
    head = tuple(column(str(name or "")) for name in next(lines, ()))
    return _counted(
        ({key: _plain(cell) for key, cell in zip(head, line, strict=False)} for line in lines),
        head,
        (sheet.max_row or 1) - 1,
    )


def _parquet(path: Path, _: str) -> Table:
    file = _extra("pyarrow.parquet", path).ParquetFile(path)
    head = tuple(map(column, file.schema_arrow.names))
    told = (row for batch in file.iter_batches(batch_size=1_000) for row in batch.to_pylist())
    return _counted(
        ({column(key): _plain(cell) for key, cell in row.items()} for row in told), head, file.metadata.num_rows
    )


def _counted(rows: Iterator[Row], head: tuple[str, ...], whole: int) -> Table:
    read = 0

    def counting() -> Iterator[Row | Refused]:
        nonlocal read
        for row in rows:
            read += 1
            if any(cell not in (None, "") for cell in row.values()):
                yield row

    return Table(counting(), head, lambda: read, whole)


def _plain(cell: Any) -> Any:
    """As text, as a CSV file has it: moments by ISO 8601, whole numbers without a point."""
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _extra(module: str, path: Path) -> Any:
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        what = f"{path.suffix} files need {module.partition('.')[0]}"
        raise BadFile(f"{what}: pip install 'tandem-gateway[files]', or save the file as CSV") from None


_KINDS: Mapping[str, Callable[[Path, str], Table]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".xlsx": _excel,
    ".parquet": _parquet,
}
