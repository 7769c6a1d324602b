"""
Asking a source for what its messages do not bring: what was lost on the way (a *pull*, every few minutes), and what a
message only names (a *lookup*, once for each). What is found takes the way of a message: by the gateway's own door,
sealed with the source's secret, to the source's own `read`.

To teach a kind to be asked:

1. Write `sources/KIND/pull.py` with a class that keeps `contract.Pull`, or `lookup.py` with one that keeps
   `contract.Lookup`. It gets an `Access` (url, token, the source's options) and `ask`, which paces, waits and raises
   `Later`; `contract.answered` raises for every status but a good one. It yields `Row`s: a body, and a topic.
2. Name it in `asking.kinds`: `PULLS` or `LOOKUPS`.
3. Let the source's `read` understand the row: `delivery.topic` is the row's, `delivery.is_asked` says how it came.
   A source that wants something looked up returns `sources.contract.Named` from `read`.

The settings are `url`, `token`, `poll-minutes` and their like in `[[site.source]]`. The worker keeps the bookmark, the
overlap, the backoff and the figures: `app.polls`, `app.lookups`, `ledger.asking`.
"""
