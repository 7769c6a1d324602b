"""The log is read by people who may not know the visitors: nothing of them gets into it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tandem.kit.log import redact

EMAIL = "ada.lovelace+news@example.co.uk"
TOKEN = "EAAB" + "x1Y2" * 20


@pytest.mark.parametrize(
    "line",
    [
        {"event": f"refused {EMAIL}"},
        {"event": "refused", "problem": f"<{EMAIL}>"},
        {"event": "refused", "sent": {"em": EMAIL, EMAIL: 1}},
        {"event": "refused", "sent": [EMAIL, (EMAIL, {EMAIL})]},
        {"event": "refused", "error": ValueError(EMAIL)},
        {"event": "refused", "body": EMAIL.encode()},
        {"event": "refused", "header": f"Bearer {TOKEN}"},
        {"event": "refused", "url": f"https://graph.example/v1?access_token={TOKEN}&x=1"},
    ],
    ids=str,
)
def test_neither_addresses_nor_tokens_reach_the_log(line: dict[str, Any]) -> None:
    """Wherever in a line they stand, however deep, even inside an error."""
    written = repr(redact(None, "info", line))
    assert "lovelace" not in written
    assert TOKEN not in written


def test_what_is_neither_is_left_as_it_is() -> None:
    line = {"event": "delivery.answered", "events": 3, "took_ms": 1.5, "status": None, "destination": "meta:1234567890"}
    assert redact(None, "info", dict(line)) == line


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    """/dev/full answers every write as a full disk does; the next line of work is done all the same."""
    note = "from tandem.kit import log, signals; log.configure('worker'); signals.note('worker.took_back')"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", f"{note}; print('went on')"], stderr=full, stdout=subprocess.PIPE, text=True
        )
    assert done.stdout == "went on\n"


def test_a_line_names_its_process_and_a_traceback_holds_no_address() -> None:
    """One JSON object per line where nobody sits at a terminal."""
    program = (
        "from tandem.kit import log; import structlog; log.configure('worker')\n"
        f"try: raise KeyError('{EMAIL}')\n"
        "except KeyError as error: structlog.get_logger().error('worker.fault', exc_info=error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    line = json.loads(done.stderr)
    assert (line["process"], line["event"], line["level"]) == ("worker", "worker.fault", "error")
    assert "KeyError: '[email]'" in line["exception"]
    assert done.stdout == ""
