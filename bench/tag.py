"""
What the tag costs a page's main thread: processor time in Chromium slowed down four times, from the moment a page asks
for the script until the script has come, has run, and the page is idle again: interactive.

    .venv/bin/python -m bench.tag [--rounds N] [--beside NAME=FILE …]

Each turn is a fresh page of a fresh profile, so that every script is compiled anew, in a Chromium that nobody listens
to: bench/bare_chromium.py says why. Told is the median with the quartiles, less what the same page costs with an empty
script; and how many loops that only count would have cost as much in the same page, which compares machines, and runs
on a busy one. `after the yes` includes the visitor's ids, the
Pixel's stand-in and the first message; `the browser's share` is what the same requests and cookies cost a script that
does nothing else. `--beside` measures other scripts in the same rounds: bench/README.md names some.

Chromium slows a thread down by the clock on the wall: where others want the processor it waits too long. The last two
columns, the median and the least, are measured without, and multiplied: what a quiet machine would show.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import get_args

import msgspec

from bench.main_thread import LOOP, Turn, measure
from bench.pages import served
from tandem.config.part import Part
from tandem.config.schema import Consent, Meta, Site
from tandem.config.tag import Tag
from tandem.doors.composition import composed
from tandem.doors.script import Script, tag_settings
from tandem.event.dictionary import build

PROMISE = 15.0
"""Milliseconds, for the core before the visitor's answer."""

FOUR = 4
"""Times that a visitor's processor is slower."""

CORE = "core, before the answer"

EMPTY = "empty"
"""A script that does nothing: what a turn costs by itself."""

BROWSER = """localStorage.tandem = `[${localStorage.tandem || 0}]`
if (!document.cookie) document.cookie = '_fbp=fb.1.1795348800000.1234567890;max-age=7776000;path=/;SameSite=Lax'
const script = document.createElement('script')
document.head.appendChild(Object.assign(script, { async: true, src: '/pixel.js' }))
const message = { method: 'POST', credentials: 'include', keepalive: true, body: 'x'.repeat(700) }
fetch('/e', { ...message, headers: { 'Content-Type': 'text/plain' } })"""
"""As the core after a yes: cookies and storage read and written, a script asked for, a message sent; nothing else."""


def main() -> None:
    asked = argparse.ArgumentParser(description="What the tag costs a page's main thread.")
    asked.add_argument("--rounds", type=int, default=15)
    asked.add_argument("--beside", action="append", default=[], metavar="NAME=FILE", help="another script")
    options = asked.parse_args()
    codes, found = asyncio.run(measured(dict(map(_beside, options.beside)), options.rounds))
    print(f"Main thread until interactive, Chromium {FOUR} times slower, {options.rounds} rounds.\n")
    print(f"{'':34}{'gzip B':>8}{'ms':>8}{'quartiles':>17}{'loops':>8}{'CPU x 4':>9}{'least':>7}")
    empty = found.pop(EMPTY)
    for name, turns in found.items():
        print(_row(name, weight(codes[name]), turns, empty))
    slow, quick = idle(empty)
    print(f"\nAll less an empty script: {slow:.1f} ms, {quick:.1f} ms not slowed down. A loop counts to {LOOP:,}.")
    alone = FOUR * (median(turn.quick for turn in found[CORE]) - quick)
    print(f"Promised for the core: {PROMISE:g} ms; measured, by its processor time: {alone:.1f} ms.")


def idle(empty: list[Turn]) -> tuple[float, float]:
    return median(turn.script for turn in empty), median(turn.quick for turn in empty)


async def measured(beside: dict[str, str], rounds: int) -> tuple[Mapping[str, str], dict[str, list[Turn]]]:
    """The scripts by name, and what each has cost."""
    async with served() as pages:
        pages.scripts = scripts(pages.url) | beside
        return pages.scripts, await measure(pages, rounds, FOUR)


def _beside(named: str) -> tuple[str, str]:
    name, _, file = named.partition("=")
    return name, Path(file).read_text(encoding="utf-8")


def _row(name: str, size: int, turns: list[Turn], empty: list[Turn]) -> str:
    slow, quick = idle(empty)
    low, middle, high = quantiles([turn.script - slow for turn in turns], n=4)
    loops = median((turn.script - slow) / turn.loop for turn in turns)
    alone = FOUR * (median(turn.quick for turn in turns) - quick)
    words = f"  {name:32}{size:8}{middle:8.1f}{low:9.1f} –{high:6.1f}{loops:8.2f}"
    return f"{words}{alone:9.1f}{least(turns, empty):7.1f}"


def least(turns: list[Turn], empty: list[Turn]) -> float:
    """Of a page that is not slowed down, times four. What else a busy machine does only adds to it."""
    return FOUR * (min(turn.quick for turn in turns) - min(turn.quick for turn in empty))


def scripts(shop: str) -> dict[str, str]:
    """The code of each turn on pages of that address, by what it is."""
    made = {EMPTY: "void 0", "the browser's share of a yes": BROWSER}
    for size, tag in {"core": Tag(), "everything": everything()}.items():
        code = as_served(tag, Consent(), shop)
        made[f"{size}, before the answer"] = code
        made[f"{size}, after the yes"] = f"{code};tandem('consent','granted')"
    return made


def everything() -> Tag:
    """All parts as they are by default that need no setting and can be on one page."""
    kinds = {field.name: next(iter(get_args(field.type)), None) for field in msgspec.structs.fields(Tag)}
    parts: dict[str, Part] = {}
    for name, kind in kinds.items():
        # A store's custom pixel has no page; the data layer's events are the observed Pixel's.
        if name in ("shopify", "datalayer") or not (isinstance(kind, type) and issubclass(kind, Part)):
            continue
        if not any(field.required for field in msgspec.structs.fields(kind)):
            parts[name] = kind()
    return Tag(**parts)  # type: ignore[arg-type]


def as_served(tag: Tag, consent: Consent, shop: str) -> str:
    meta = Meta(dataset_id="1234567890", token="none", pixel_script=f"{shop}pixel.js")
    site = Site(name="shop", origins=(), tag=tag, consent=consent, meta=(meta,))
    return Script(tag_settings(site, build({}), shop.rstrip("/")), composed(site)).body.decode()


def weight(code: str) -> int:
    return len(gzip.compress(code.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
