"""
Each event's way as OpenTelemetry shows it, where the settings ask for it: spans of two processes, one trace.

No entry carries a context: both processes work the ids out from what they know of the event anyway (`ids`). Spans are
made of what is in the journal and the ledger already, by a thread of its own (`desk`), so that neither accepting nor
sending waits for them; one that is lost is lost. Only `otlp` knows the SDK, and only `app.traces` imports it.
"""
