"""The figures of sources for `/metrics`, and the open alerts: each an SQL of labels, then the number."""

from __future__ import annotations

from tandem.kit.exposition import Metric

SOURCE, ASKED = ("source",), ("source", "what")

SOURCES: tuple[tuple[Metric, str], ...] = (
    (
        Metric("tandem_alert", "gauge", ("kind", "subject"), "1 while something needs a person: docs/alerts.md."),
        "SELECT kind, subject, 1 FROM alert WHERE cleared_at IS NULL",
    ),
    (
        Metric("tandem_source_messages_total", "counter", SOURCE, "Messages that a source told by itself."),
        "SELECT source, messages FROM source_heard",
    ),
    (
        Metric(
            "tandem_source_heard_timestamp_seconds", "gauge", SOURCE, "When a source last told something, in Unix time."
        ),
        "SELECT source, last_at / 1e6 FROM source_heard",
    ),
    (
        Metric(
            "tandem_asked_timestamp_seconds", "gauge", ASKED, "When a source last answered to the end, in Unix time."
        ),
        "SELECT source, what, answered_at / 1e6 FROM asking WHERE answered_at IS NOT NULL",
    ),
    (
        Metric("tandem_asking_failures", "gauge", ASKED, "How often in a row asking a source brought nothing."),
        "SELECT source, what, failures FROM asking",
    ),
    (
        Metric("tandem_asked_rows_total", "counter", ASKED, "Rows that a source named when asked, known ones too."),
        "SELECT source, what, found FROM asking",
    ),
    (
        Metric(
            "tandem_asked_news_total", "counter", SOURCE, "What a poll brought and nobody had told: webhooks lose it."
        ),
        "SELECT source, news FROM asking WHERE what = 'poll'",
    ),
    (
        Metric("tandem_lookups_waiting", "gauge", SOURCE, "What a source named and is still to be looked up."),
        "SELECT source, count(*) FROM lookup GROUP BY source",
    ),
)
