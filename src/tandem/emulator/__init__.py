"""
A Meta on your machine: it takes events as Meta takes them, refuses what Meta refuses, and counts as Meta counts.

    edge/          POST /{version}/{dataset}/events: bodies, tokens, the judgement, the answer
    pixel/         /tr/ and a stand-in for fbevents.js
    actions.py     which events are one: deduplication
    memory.py      what was received, refused and counted
    diagnostics/   what is accepted and still wrong; one question, one file
    sandbox/       the assertion API, for tests and for the pages
    pages/         Events Manager

It judges from `contracts/meta/` alone and shares no code with the gateway: a fake that is built from what it judges
proves nothing.
"""
