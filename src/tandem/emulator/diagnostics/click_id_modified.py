"""Was the click id changed on its way from the address bar into fbc?"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

from tandem.emulator.diagnostics.question import Hit, Question, Sample

SHORTEST = 10
"""Characters that must agree before one id counts as a cut-off copy of another."""


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.events:
        shown, sent = _in_url(fields.event_source_url), _in_fbc(fields.fbc)
        if shown and sent and _modified(shown, sent):
            yield Hit(event, f"a click id of {len(shown)} characters became one of {len(sent)}, or was altered")
    for server, browser, own in sample.pairs:
        original, sent = _in_fbc(browser.fbc), _in_fbc(own.fbc)
        if original and sent and _modified(original, sent):
            yield Hit(server, "fbc of the server leg is an altered copy of the browser's")


def _in_url(url: str) -> str:
    """The raw `fbclid` of an address, percent signs untouched."""
    query = url.partition("?")[2].partition("#")[0]
    parts = (part.partition("=") for part in query.split("&"))
    return next((value for name, _, value in parts if name == "fbclid"), "")


def _in_fbc(fbc: str) -> str:
    return fbc.split(".")[3] if fbc.count(".") >= 3 else ""


def _modified(original: str, sent: str) -> bool:
    """Different, but plainly from the same id: other capitals, cut off, decoded or encoded."""
    if sent in (original, unquote(original)):
        return False
    short, long = sorted((original, sent), key=len)
    cut_off = len(short) >= SHORTEST and long.startswith(short)
    recoded = sent == unquote_plus(original) or original == unquote_plus(sent)
    return cut_off or recoded or original.casefold() == sent.casefold()


QUESTION = Question(
    key="click_id_modified",
    title="Server sending modified fbclid value in fbc",
    trigger="fbc holds the click id of the address, but in other capitals, cut off, or decoded.",
    cure="Copy fbclid character by character. It is case-sensitive, and longer than many a database column.",
    severity="problem",
    evidence="observed",
    ask=ask,
)
