"""
The IAB's Global Privacy Platform string: a header that lists sections, then the sections, divided by `~`.

Of the European section the TC string is read, of the American ones whether the person opted out of sale, sharing or
targeted advertising, and the browser's Global Privacy Control. The order of their fields is contracts/consent/gpp.json.
Source: github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform, Core, "Consent String Specification".
"""

from __future__ import annotations

from functools import cache
from typing import Any

from tandem.consent.signals.bits import Bits
from tandem.consent.signals.said import NOTHING, Said, Unreadable, together
from tandem.consent.signals.tcf import tcf
from tandem.consent.signals.us_privacy import us_privacy
from tandem.kit import contracts

_TYPE, _VERSION = 3, 1
_GPC_SEGMENT = 1
_YES = 1
_MOST_SECTIONS = 64


def gpp(text: str) -> Said:
    """What its sections say together. A string or a section that cannot be read says nothing."""
    header, *sections = text.split("~")
    try:
        ids = section_ids(header)
    except Unreadable:
        return NOTHING
    told = [_section(number, section) for number, section in zip(ids, sections, strict=False)]
    said = together(told)
    return Said(ads=said.ads, signal="gpp", at=said.at, opted_out=said.opted_out, gpc=said.gpc)


def section_ids(header: str) -> list[int]:
    """The sections that follow, in order. Raises `Unreadable`."""
    bits = Bits(header)
    if (bits.number(6), bits.number(6)) != (_TYPE, _VERSION):
        raise Unreadable("is no GPP header that we know")
    ids: list[int] = []
    for _ in range(bits.number(12)):
        ids += _group(bits, ids[-1] if ids else 0)
        if len(ids) > _MOST_SECTIONS:
            raise Unreadable("lists more sections than there are")
    return ids


def _group(bits: Bits, before: int) -> range:
    """One id, or several in a row; each counted from the one before."""
    several = bits.flag()
    first = before + bits.fibonacci()
    last = first + bits.fibonacci() if several else first
    if last - first > _MOST_SECTIONS:
        raise Unreadable("lists more sections than there are")
    return range(first, last + 1)


def us_fields(number: int, core: str) -> dict[str, int]:
    """The fields of an American section's core, by name, as far as they are read. Raises `Unreadable`."""
    layout = _layouts()[number]
    bits = Bits(core)
    if bits.number(6) not in layout["versions"]:
        raise Unreadable("is of another version")
    return {name: bits.number(2) for name in layout["fields"]}


def _section(number: int, text: str) -> Said:
    layout = _layouts().get(number, {})
    try:
        if layout.get("name") == "tcfeuv2":
            return tcf(text)
        if layout.get("name") == "uspv1":
            return us_privacy(text)
        return _american(number, text) if "fields" in layout else NOTHING
    except Unreadable:
        return NOTHING


def _american(number: int, text: str) -> Said:
    core, *segments = text.split(".")
    fields = us_fields(number, core)
    opted_out = any(fields.get(name) == _YES for name in _table()["refusals"])
    gpc = _layouts()[number]["gpc"] and any(map(_tells_gpc, map(Bits, segments)))
    return Said(signal="gpp", opted_out=opted_out, gpc=gpc)


def _tells_gpc(segment: Bits) -> bool:
    return segment.number(2) == _GPC_SEGMENT and segment.flag()


@cache
def _table() -> Any:
    return contracts.load("consent/gpp.json")


@cache
def _layouts() -> dict[int, Any]:
    return {int(number): layout for number, layout in _table()["sections"].items()}
