"""The command line: which verb is in which file."""

from __future__ import annotations

from cyclopts import App, Parameter

import tandem
from tandem.cli.problems import said_plainly

app = App(
    name="tandem",
    version=tandem.__version__,
    help="A conversion gateway: every event travels two paths, carries one event_id, counts once.",
    default_parameter=Parameter(negative=(), show_default=lambda default: default or None),
)
app.command("tandem.cli.demo:demo", name="demo")
app.command("tandem.cli.serve:serve", name="serve")
app.command("tandem.cli.emulate:emulate", name="emulate")
app.command("tandem.cli.conformance:conformance", name="conformance")
app.command("tandem.cli.init:init", name="init")
app.command("tandem.cli.key:key", name="key")
app.command("tandem.cli.debug_key:debug_key", name="debug-key")
app.command("tandem.cli.tag:tag", name="tag")
app.command("tandem.cli.trace:trace", name="trace")
app.command("tandem.cli.dead:dead", name="dead")
app.command("tandem.cli.replay:replay", name="replay")
app.command("tandem.cli.resume:resume", name="resume")
app.command("tandem.cli.status:status", name="status")
app.command("tandem.cli.erase:erase", name="erase")
app.command("tandem.cli.privacy:privacy", name="privacy")
app.command("tandem.cli.processes:acceptor", name="acceptor")
app.command("tandem.cli.processes:worker", name="worker")
app.command("tandem.cli.processes:dashboard", name="dashboard")
app.command("tandem.cli.reconcile:reconcile", name="reconcile")
app.command("tandem.cli.source:source", name="source")
app.command("tandem.cli.upload:upload", name="upload")
app.command("tandem.cli.shop:shop", name="shop", show=False)


def run() -> None:
    with said_plainly():
        app()
