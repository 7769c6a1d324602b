"""`tandem trace`: one event's life, for the operator to read and for a program."""

from __future__ import annotations

from pathlib import Path

from tests.support.books_to_read import open_books
from tests.support.command import tandem, told
from tests.support.events import event

SETTINGS = """
[[site]]
name = "shop"
origins = ["https://www.example.com"]
"""


def test_an_event_says_where_it_happened(tmp_path: Path) -> None:
    """In Meta's words, in the text and in the JSON."""
    (tmp_path / "tandem.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "data").mkdir()
    with open_books(tmp_path / "data") as books:
        books.tell(event(event_id="order_7", action_source="phone_call"))
    shown = tandem(tmp_path, "trace", "order_7")
    assert "where: phone_call" in shown.stdout
    (trace,) = told(tmp_path, "trace", "order_7")
    assert trace["action_source"] == "phone_call"
