"""
Event Match Quality and the quality of a dataset: estimates, since Meta does not publish how it makes its own.

    rules.py      how many points each key is worth
    score.py      one event: which of its keys are usable, and what they sum up to
    estimate.py   one event name: score, share and coverage of each key, what would help most
    legs.py       both legs of one event name: coverage, shared keys, freshness
    dataset.py    the same in the shape of Meta's Dataset Quality API
    expansion.py  `fields=web{event_name,…}`
    handler.py    GET /{version}/dataset_quality
"""
