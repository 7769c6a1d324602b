"""One verb, one file."""

from __future__ import annotations

import sys

from cyclopts import App

import tandem
from tandem.config.schema import BadSettings
from tandem.demo.ground import PortTaken
from tandem.kit.built import NotBuilt
from tandem.kit.lock import LockedElsewhere
from tandem.kit.sql import WrongVersion

app = App(
    name="tandem",
    version=tandem.__version__,
    help="A conversion gateway: every event travels two paths, carries one event_id, counts once.",
)
app.command("tandem.cli.demo:demo", name="demo")
app.command("tandem.cli.serve:serve", name="serve")
app.command("tandem.cli.emulate:emulate", name="emulate")
app.command("tandem.cli.init:init", name="init")
app.command("tandem.cli.key:key", name="key")
app.command("tandem.cli.processes:acceptor", name="acceptor")
app.command("tandem.cli.processes:worker", name="worker")
app.command("tandem.cli.processes:dashboard", name="dashboard")
app.command("tandem.cli.shop:shop", name="shop", show=False)


def main() -> None:
    """The `tandem` command. What the operator can mend is said in one line, without a traceback."""
    try:
        app()
    except (BadSettings, NotBuilt, LockedElsewhere, PortTaken, WrongVersion) as problem:
        sys.exit(f"tandem: {problem}")
