"""
Figures as Prometheus reads them: the text format, version 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Kind = Literal["counter", "gauge", "histogram"]


class Metric(msgspec.Struct, frozen=True):
    """One name, what it counts, and by what it is told apart."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    meaning: str


class Sample(msgspec.Struct, frozen=True):
    """One number. `suffix` is `_bucket`, `_sum` or `_count` for a histogram."""

    labels: Mapping[str, str]
    value: float
    suffix: str = ""


Family = tuple[Metric, Sequence[Sample]]


def render(families: Iterable[Family]) -> bytes:
    return "".join(_family(metric, samples) for metric, samples in families).encode()


def _family(metric: Metric, samples: Sequence[Sample]) -> str:
    meaning = metric.meaning.replace("\\", "\\\\").replace("\n", "\\n")
    head = f"# HELP {metric.name} {meaning}\n# TYPE {metric.name} {metric.kind}\n"
    return head + "".join(f"{metric.name}{each.suffix}{_labels(each.labels)} {each.value:.17g}\n" for each in samples)


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def histogram(labels: Mapping[str, str], buckets: Mapping[float, int], beyond: int, total: float) -> list[Sample]:
    """`buckets`: how many at most so much, and more than the bound before. Prometheus wants them summed up."""
    samples, count = [], 0
    for bound, events in sorted(buckets.items()):
        count += events
        samples.append(Sample({**labels, "le": f"{bound:g}"}, count, "_bucket"))
    count += beyond
    samples.append(Sample({**labels, "le": "+Inf"}, count, "_bucket"))
    return [*samples, Sample(labels, total, "_sum"), Sample(labels, count, "_count")]
