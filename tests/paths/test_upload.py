"""`tandem upload`, as an operator runs it: a file, a real gateway's door, a report that names rows and never values."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.kit.clock import system_clock
from tandem.kit.secret import fingerprint
from tandem.sources.upload.run import AT_ONCE
from tests.support.acceptor import RunningAcceptor, running_acceptor
from tests.support.command import tandem
from tests.support.settings import KEY, SHOP, settings
from tests.support.shops.web_crm import Answer, Asked, served

MAP = ("--map", "order_id=Nr", "--map", "value=Summe:decimal_comma", "--map", "event_time=Am", "--map", "em=Mail")
HOW = ("--delimiter", ";", "--set", "currency=EUR")


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[RunningAcceptor]:
    with running_acceptor(tmp_path / "data", settings(SHOP)) as running:
        (tmp_path / "tandem.toml").write_text(
            f'[gateway]\nport = {running.port}\n[[site]]\nname = "shop"\norigins = []\nkeys = ["{fingerprint(KEY)}"]\n'
            '[[site.meta]]\ndataset-id = "1234567890"\ntoken = "a-token-for-tests"\n'
        )
        (tmp_path / "key").write_text(KEY)
        yield running


def orders(folder: Path, *rows: tuple[str, str, float, str], name: str = "orders.csv") -> Path:
    """Number, amount, how many days ago, e-mail address."""
    now = system_clock()
    lines = [f"{nr};{amount};{now - timedelta(days=ago):%Y-%m-%dT%H:%M:%S};{mail}" for nr, amount, ago, mail in rows]
    path = folder / name
    path.write_text("\n".join(["Nr;Summe;Am;Mail", *lines, ""]), encoding="utf-8")
    return path


def upload(path: Path, *words: str, where: str = "physical_store", code: int = 0) -> Any:
    how = (*HOW, "--action-source", where, "--key", f"file:{path.parent / 'key'}")
    done = tandem(path.parent, "upload", str(path), *MAP, *how, *words, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def report(path: Path, what: str = "report") -> list[dict[str, str]]:
    with path.with_name(f"{path.name}.{what}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def ids(gateway: RunningAcceptor) -> list[str]:
    return [entry["event"]["event_id"] for entry in gateway.journalled()]


ADA, BOB = ("0001", "1.234,50", 1.0, "ada@example.com"), ("0002", "20,00", 40.0, "bob@example.com")
OLD = ("0003", "20,00", 63.0, "eve@example.com")


def test_without_go_every_row_is_checked_and_nothing_is_sent(gateway: RunningAcceptor, tmp_path: Path) -> None:
    """What would be sent, what not, and how to mend it."""
    path = orders(tmp_path, ADA, OLD)
    told = upload(path, code=1)
    assert (told["dry_run"], told["counts"]) == (True, {"ready": 1, "refused": 1})
    assert ids(gateway) == []
    assert [row["status"] for row in report(path, "check")] == ["ready", "refused"]


def test_sales_of_a_store_go_back_62_days_and_no_further(gateway: RunningAcceptor, tmp_path: Path) -> None:
    """40 days ago is taken, 63 is not, and the row's number and field are told. Of a web site neither would be."""
    path = orders(tmp_path, ADA, BOB, OLD)
    told = upload(path, "--go", code=1)
    assert told["counts"] == {"accepted": 2, "refused": 1}
    (problem,) = told["problems"]
    assert (problem["row"], problem["field"], problem["problem"]) == (3, "event_time", "is more than 62 days ago")
    assert ids(gateway) == ["order_0001", "order_0002"]

    web = upload(orders(tmp_path, BOB, name="web.csv"), where="website", code=1)
    assert web["problems"][0]["problem"] == "is more than 7 days ago"


def test_a_file_that_is_uploaded_again_sends_only_what_was_not_brought(
    gateway: RunningAcceptor, tmp_path: Path
) -> None:
    """The same row twice in it counts once; a row that was added goes."""
    path = orders(tmp_path, ADA, ADA)
    assert upload(path, "--go")["counts"] == {"accepted": 1, "repeated": 1}
    with path.open("a") as file:
        file.write(orders(tmp_path, BOB, name="more.csv").read_text().partition("\n")[2])
    assert upload(path, "--go")["counts"] == {"before": 2, "accepted": 1}
    assert ids(gateway) == ["order_0001", "order_0002"]


def _hear_ctrl_c() -> None:
    """As at a terminal: what a shell starts in the background is deaf to it, and hands that on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_upload_that_was_broken_off_goes_on_where_it_was(gateway: RunningAcceptor, tmp_path: Path) -> None:
    """Ctrl-C while the second list waits for its answer: the rows of the first are not sent again."""
    path = orders(tmp_path, *((f"{number:04}", "20,00", 1.0, "ada@example.com") for number in range(AT_ONCE + 1)))
    waiting, over = threading.Event(), threading.Event()

    def door(asked: Asked) -> Answer:
        rows = json.loads(asked.body)
        if len(rows) < AT_ONCE:
            waiting.set()
            over.wait(60)
        return 202, {"results": [{"status": "accepted"} for _ in rows]}

    with served(door) as address:
        how = (*MAP, *HOW, "--action-source", "physical_store", "--key", f"file:{tmp_path / 'key'}")
        words = ["upload", str(path), *how, "--go", "--to", address, "--config", str(tmp_path / "tandem.toml")]
        running = subprocess.Popen(
            [sys.executable, "-m", "tandem", *words], stderr=subprocess.PIPE, text=True, preexec_fn=_hear_ctrl_c
        )
        assert waiting.wait(60)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
        over.set()
    assert (running.returncode, "it goes on behind what was brought" in said) == (130, True)
    assert upload(path, "--go")["counts"] == {"before": AT_ONCE, "accepted": 1}
    assert ids(gateway) == [f"order_{AT_ONCE:04}"]


def test_the_report_names_rows_and_never_values(gateway: RunningAcceptor, tmp_path: Path) -> None:
    """Neither a customer's address nor an order's number nor an amount; a value that nobody can use is told by key."""
    path = orders(tmp_path, ADA, ("0009", "viel", 1.0, "eve@example.com"), ("0010", "1,00", 1.0, "no address"))
    told = upload(path, "--go", code=1)
    text = path.with_name("orders.csv.report.csv").read_text() + json.dumps(told)
    for value in ("ada@", "eve@", "no address", "0001", "0009", "1234", "viel"):
        assert value not in text
    assert [(row["row"], row["status"], row["field"]) for row in report(path)] == [
        ("2", "refused", "custom_data.value"),
        ("1", "accepted", ""),
        ("3", "accepted", "user_data.em"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--key", KEY, "--map", "order_id=Number"], "there is no column Number; there are Nr, Summe, Am, Mail"),
        (["--key", "env:NO_SUCH_VARIABLE"], "the variable NO_SUCH_VARIABLE is not set"),
        (["--key", "another-key"], "the key is of none of these sites"),
        (["--key", KEY, "--to", "http://gw.example.com"], "only https may carry a key"),
    ],
)
def test_a_mistake_is_told_before_anything_is_sent(
    gateway: RunningAcceptor, tmp_path: Path, words: list[str], said: str
) -> None:
    path = orders(tmp_path, ADA)
    done = tandem(tmp_path, "upload", str(path), *MAP, *HOW, "--action-source", "other", "--go", *words)
    assert done.returncode != 0
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert ids(gateway) == []
