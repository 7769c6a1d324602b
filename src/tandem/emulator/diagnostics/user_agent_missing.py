"""Does a website event carry the visitor's user agent?"""

from __future__ import annotations

from collections.abc import Iterator

from tandem.emulator.diagnostics.question import Hit, Question, Sample


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.website:
        if not fields.client_user_agent:
            yield Hit(event, "a server event from a website without client_user_agent")


QUESTION = Question(
    key="user_agent_missing",
    title="Website events without client_user_agent",
    trigger="A server event from a website has no client_user_agent. Meta requires it, yet accepts the event.",
    cure="Keep the visitor's user agent when the event happens, and send that one: not the server's own.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
