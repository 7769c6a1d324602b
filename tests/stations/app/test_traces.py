"""Traces are an extra: without it nothing of it is there, and whoever asks for them is told what is missing."""

from __future__ import annotations

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tandem.app import paths
from tandem.app.traces import trace_key
from tandem.config.schema import BadSettings

SITE = '[gateway]\nport = 0\n[[site]]\nname = "shop"\norigins = ["https://www.example.com"]\n'

WITHOUT_THE_EXTRA = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "opentelemetry":
            raise ModuleNotFoundError(name=name)

sys.meta_path.insert(0, Missing())
"""

BOTH_PROCESSES = """
import asyncio, pathlib, sys
from tandem.app import acceptor, worker
from tandem.config.load import load

async def run():
    loaded, stop = load(pathlib.Path(sys.argv[1])), asyncio.Event()
    stop.set()
    await acceptor.run(loaded, stop)
    await worker.run(loaded, stop)

asyncio.run(run())
print([name for name in sys.modules if name.partition(".")[0] == "opentelemetry" or name.startswith("tandem.traces")])
"""


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "tandem.toml"
    path.write_text(SITE)
    return path


def test_without_traces_nothing_of_them_is_imported(toml: Path) -> None:
    """Acceptor and worker run and stop without the extra, and have not loaded a line that makes spans."""
    done = python(WITHOUT_THE_EXTRA + BOTH_PROCESSES, str(toml))
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr
    assert not paths.trace_key(toml.parent / "data").exists()


def test_traces_without_the_extra_are_told_what_to_install(toml: Path) -> None:
    """By `tandem serve`, once, in one line, before anything is started."""
    toml.write_text(SITE + '[telemetry]\nendpoint = "http://127.0.0.1:4318"\n')
    serve = "import sys; from tandem.cli import main; sys.argv = ['tandem', 'serve', '--config', sys.argv[1]]; main()"
    done = python(f"{WITHOUT_THE_EXTRA}\n{serve}", str(toml))
    assert done.returncode == 1
    assert "pip install 'tandem-gateway[otel]'" in done.stderr
    assert (done.stderr.count("\n"), done.stdout) == (1, "")


def test_two_processes_that_start_at_once_name_traces_under_one_key(tmp_path: Path) -> None:
    """32 bytes of chance, for the owner's eyes only."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: trace_key(tmp_path), range(8)))
    assert [len(key) for key in keys] == [32]
    assert stat.S_IMODE(paths.trace_key(tmp_path).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["traces.key"]


def test_a_damaged_key_is_told_by_its_place(tmp_path: Path) -> None:
    paths.trace_key(tmp_path).write_text("no key")
    with pytest.raises(BadSettings, match=r"traces\.key is damaged"):
        trace_key(tmp_path)
