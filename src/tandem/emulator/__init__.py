"""
A Meta on your machine: it takes events as Meta takes them, refuses what Meta refuses, and counts as Meta counts.

    edge/          POST /{version}/{dataset}/events: bodies, tokens, the judgement, strict mode, the answer
    pixel/         /tr/, a stand-in for fbevents.js, and the configuration that Meta's own asks for
    bonds.py       in which ways two events can be one
    actions.py     which events are one: deduplication
    memory.py      what was received, refused and counted
    schedule.py    which request meets which fault
    diagnostics/   what is accepted and still wrong; one question, one file
    leads.py       forms that somebody fills in; GET /{version}/{lead}
    quality/       Event Match Quality, estimated; GET /{version}/dataset_quality
    sandbox/       the assertion API, for tests and for the pages
    pages/         Events Manager

It judges from `contracts/meta/` alone and shares no code with the gateway: a fake that is built from what it judges
proves nothing.
"""
