"""A row of somebody's file becomes an event: mapped, dated, with an id that is the same at every upload."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tandem.event.dictionary import build
from tandem.sources.upload.fields import fields_of
from tandem.sources.upload.row import Ready, Unfit, prepared
from tandem.sources.upload.table import BadFile, open_table
from tests.support.promised import promised

SHOP = ("order_id=Bestellnummer", "value=Betrag:decimal_comma", "event_time=Datum:date:%d.%m.%Y", "em=E-Mail")
CONSTANTS = {"event_name": "Purchase", "action_source": "physical_store", "currency": "EUR"}
HEAD = "Bestellnummer;Betrag;Datum;E-Mail\n"


def read(path: Path, *pairs: str, mapping: Path | None = None, **constants: str) -> list[Ready | Unfit]:
    table = open_table(path, ";" if path.suffix == ".csv" else "")
    fields = fields_of(pairs, {**CONSTANTS, **constants}, mapping, flat=bool(table.columns))
    if table.columns:
        fields.check_columns(table.columns)
    return list(prepared(table.rows, fields, build({}), lambda _: ()))


def written(folder: Path, text: str, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def event(row: Ready | Unfit) -> dict[str, Any]:
    assert isinstance(row, Ready), row
    told: dict[str, Any] = json.loads(row.document)
    return told


def test_a_german_table_becomes_events_in_our_words(tmp_path: Path) -> None:
    """1.234,50 is an amount, 21.11.2026 a day (1795219200 by `date -ud 2026-11-21 +%s`), the zeros of a number stay."""
    (row,) = read(written(tmp_path, HEAD + "0042;1.234,50;21.11.2026;ada@example.com\n"), *SHOP)
    assert event(row) == {
        "event_name": "Purchase",
        "event_id": "order_0042",
        "event_time": 1795219200,
        "action_source": "physical_store",
        "custom_data": {"order_id": "0042", "value": 1234.50, "currency": "EUR"},
        "user_data": {"em": "ada@example.com"},
    }


def test_a_row_without_an_order_has_the_same_id_at_every_upload_and_another_row_another(tmp_path: Path) -> None:
    """Made of what is in it."""
    lines = "date,mail\n2026-11-21,ada@example.com\n2026-11-21,bob@example.com\n2026-11-21,ada@example.com\n"
    path = written(tmp_path, lines.replace(",", ";"), "leads.csv")
    first, second, third = read(path, "event_time=date", "em=mail", event_name="Lead")
    assert event(first)["event_id"] == event(third)["event_id"] != event(second)["event_id"]
    assert "ada" not in event(first)["event_id"]


@pytest.mark.parametrize(
    ("line", "field", "problem"),
    [
        ("1;viel;21.11.2026;", "custom_data.value", "not written as decimal_comma"),
        ("1;2,50;2026-11-21;", "event_time", "not written as date"),
        ("1;2,50;;", "event_time", "is missing"),
        ("1;2,50;21.11.2026;ada@example.com;x;y", "row", "has 6 columns, the head line 4"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_costs_no_other(
    tmp_path: Path, line: str, field: str, problem: str
) -> None:
    """Its field and its number; never its values."""
    bad, good = read(written(tmp_path, f"{HEAD}{line}\n2;1,00;21.11.2026;\n"), *SHOP)
    assert isinstance(bad, Unfit)
    assert (bad.number, bad.refusal.field) == (1, field)
    assert problem in bad.refusal.problem
    assert event(good)["event_id"] == "order_2"


@pytest.mark.parametrize("moment", ["2026-11-21T00:00:00Z", "2026-11-21", "1795219200", "2026-11-21 01:00:00+01:00"])
def test_moments_are_read_as_they_are_usually_written(tmp_path: Path, moment: str) -> None:
    (row,) = read(written(tmp_path, f"at\n{moment}\n"), "event_time=at", "order_id=at")
    assert event(row)["event_time"] == 1795219200


def test_json_lines_are_looked_into_by_paths(tmp_path: Path) -> None:
    """And a broken line is one broken row."""
    lines = '{"order": {"nr": 7}, "at": 1795219200}\n{"order": \n{"order": {"nr": 8}, "at": 1795219200}\n'
    rows = read(written(tmp_path, lines, "orders.jsonl"), "order_id=order.nr:text", "event_time=at")
    assert [event(row)["event_id"] if isinstance(row, Ready) else row.refusal.problem for row in rows] == [
        "order_7",
        "is no JSON object",
        "order_8",
    ]


def test_a_mapping_in_a_file_has_the_rules_of_json_sources(tmp_path: Path) -> None:
    """Words are looked up; a word that is not listed is refused by name of the field."""
    mapping = written(
        tmp_path,
        '[map]\nevent_name = { path = "Art", lookup = { Kauf = "Purchase" } }\n'
        'event_time = { path = "Am", as = "date", format = "%d.%m.%Y", zone = "Europe/Berlin" }\norder_id = "Nr."\n',
        "map.toml",
    )
    path = written(tmp_path, "Art;Am;Nr.\nKauf;21.11.2026;1\nRetoure;21.11.2026;2\n")
    bought, returned = read(path, mapping=mapping)
    assert (event(bought)["event_time"], event(bought)["event_id"]) == (1795219200 - 3600, "order_1")
    assert isinstance(returned, Unfit)
    assert returned.refusal.field == "event_name"


def test_what_is_the_same_for_all_holds_where_no_column_says_anything(tmp_path: Path) -> None:
    """A currency in the row wins; consent is a group of its own and stays."""
    mapping = written(tmp_path, '[map]\n"consent.ads" = { constant = "granted" }\ncurrency = "cur"\n', "map.toml")
    path = written(tmp_path, "id;at;cur\n1;1795219200;USD\n2;1795219200;\n")
    rows = read(path, "event_time=at", "order_id=id", mapping=mapping)
    assert [event(row)["custom_data"]["currency"] for row in rows] == ["USD", "EUR"]
    assert [event(row)["consent"] for row in rows] == [{"ads": "granted"}] * 2


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (("order_id=Nummer",), "custom_data.order_id: there is no column Nummer; there are Bestellnummer, Betrag"),
        (("order_id",), "order_id is no pair: write FIELD=COLUMN"),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_told_before_any_row(
    tmp_path: Path, pairs: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        read(written(tmp_path, HEAD), *pairs)


def test_a_file_in_another_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(HEAD.encode() + "1;2,50;21.11.2026;Jürgen\n".encode("latin-1"))
    with pytest.raises(BadFile, match="not in UTF-8"):
        read(path, *SHOP)


def test_a_spreadsheet_is_read_like_a_csv_file(tmp_path: Path) -> None:
    """Cells that are numbers and dates, as Excel keeps them."""
    openpyxl = promised("openpyxl")
    book = openpyxl.Workbook()
    for line in (("Nr", "Am", "Summe"), (1001.0, datetime(2026, 11, 21), 49.9)):
        book.active.append(line)
    book.save(tmp_path / "orders.xlsx")
    (row,) = read(tmp_path / "orders.xlsx", "order_id=Nr", "event_time=Am", "value=Summe")
    told = event(row)
    assert (told["event_id"], told["event_time"], told["custom_data"]["value"]) == ("order_1001", 1795219200, 49.9)


def test_a_parquet_file_is_read_like_a_csv_file(tmp_path: Path) -> None:
    pyarrow, parquet = promised("pyarrow"), promised("pyarrow.parquet")
    table = pyarrow.table({"nr": ["1001"], "at": [1795219200], "sum": [49.9]})
    parquet.write_table(table, tmp_path / "orders.parquet")
    (row,) = read(tmp_path / "orders.parquet", "order_id=nr", "event_time=at", "value=sum")
    told = event(row)
    assert (told["event_id"], told["event_time"], told["custom_data"]["value"]) == ("order_1001", 1795219200, 49.9)
