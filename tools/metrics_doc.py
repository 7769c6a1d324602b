"""Write docs/metrics.md from web/metrics.py and kit/signals.py: every figure and every signal, and what it means."""

from __future__ import annotations

from pathlib import Path

from tandem.kit.exposition import Metric
from tandem.kit.signals import MEANINGS, Meaning
from tandem.web.metrics import METRICS

TARGET = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"

HEAD = """# Metrics and signals

Written from the code by `tools/metrics_doc.py`; a test keeps it true.

The dashboard serves `/metrics` in Prometheus' text format, on its own port and never on the public one:

```yaml
scrape_configs:
  - job_name: tandem
    static_configs: [{targets: ["127.0.0.1:8003"]}]
```

Where Prometheus runs on another machine, put the name that it asks for into `[dashboard] allowed-hosts`. Figures of the
books come from roll-ups that the ledger keeps with every change: a scrape costs the same with a thousand events as with
ten million. Counters of the books go on after a restart; those of the processes begin anew, as Prometheus expects.
`tandem status` and `/api/health` tell the same in words.

"""

METRICS_HEAD = """## Metrics

| name | kind | labels | meaning |
| --- | --- | --- | --- |
"""

SIGNALS_HEAD = """
## Signals

What a process says of itself: one line in the log, and one more in `tandem_signals_total`. The facts by which a signal
is counted stand in the label `facts`.

| signal | level | counted by | meaning |
| --- | --- | --- | --- |
"""


def render() -> str:
    metrics = "".join(map(_metric, METRICS))
    signals = "".join(_signal(name, meaning) for name, meaning in MEANINGS.items())
    return f"{HEAD}{METRICS_HEAD}{metrics}{SIGNALS_HEAD}{signals}"


def _metric(metric: Metric) -> str:
    return f"| `{metric.name}` | {metric.kind} | {', '.join(metric.labels)} | {metric.meaning} |\n"


def _signal(name: str, meaning: Meaning) -> str:
    return f"| `{name}` | {meaning.level or 'counted only'} | {', '.join(meaning.labels)} | {meaning.text} |\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
