"""
Where the processor's time goes while one purchase is accepted, station by station, in this process and without a disk.

    python -m bench.stations

Each figure is the least of many short turns, taken in rotation: on a busy machine each work then has an undisturbed
one. What stands around the stations (HTTP, the loop, the journal's thread) is in `python -m bench.accept`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import thread_time

import msgspec

from bench.traffic import backend_event, tag_message
from tandem.accept import from_browser, take
from tandem.consent.rules import at_intake
from tandem.doors.results import results
from tandem.event import entry
from tandem.event.dictionary import build
from tandem.event.site import Site
from tandem.identity.address import clean_address
from tandem.identity.attach import attach, person_at
from tandem.identity.scrub import clean_data, clean_url
from tandem.sources import backend, tag
from tandem.sources.arrival import Arrival

TURNS, ROUNDS = 20, 500

Work = Mapping[str, Callable[[], object]]


def backend_work() -> Work:
    """The stations of an event that a backend posts."""
    now = datetime.now(UTC)
    site = Site(name="shop", dictionary=build({}))
    raw = msgspec.Raw(msgspec.json.encode(backend_event()))
    arrival = Arrival(source="backend", received_at=now)
    arrived = backend.parse(raw, arrival, site)
    receipt = take(raw, arrival, site, backend.parse)
    address, url = arrived.client_ip_address or "", arrived.event_source_url or ""
    return {
        "the whole, from bytes to entry": lambda: entry.encode(take(raw, arrival, site, backend.parse)),
        "  decode and check": lambda: backend.parse(raw, arrival, site),
        "  consent": lambda: at_intake(arrived, site.consent),
        "  identity": lambda: attach(arrived, site),
        "    normalise and hash": lambda: person_at(site, arrived.user_data, now),
        "    custom data and address of the page": lambda: (clean_data(arrived.custom_data), clean_url(url)),
        "    address of the visitor": lambda: clean_address(address),
        "  encode": lambda: entry.encode(receipt),
        "answer": lambda: msgspec.json.encode(results([receipt])),
    }


def tag_work() -> Work:
    """What a post of the tag asks for besides."""
    site = Site(name="shop", dictionary=build({}))
    body = msgspec.json.encode(tag_message())
    message, arrival = tag.read(body), Arrival(source="tag", received_at=datetime.now(UTC))
    return {
        "decode the message": lambda: tag.read(body),
        "hear the visitor's answer": lambda: from_browser(message.consent, arrival, site),
        "one event, from bytes to entry": lambda: entry.encode(take(message.events[0], arrival, site, tag.parse)),
    }


def costs(work: Work) -> dict[str, float]:
    """The least µs of each work."""
    best = dict.fromkeys(work, float("inf"))
    for _ in range(ROUNDS):
        for name, run in work.items():
            best[name] = min(best[name], _once(run))
    return best


def _once(run: Callable[[], object]) -> float:
    started = thread_time()
    for _ in range(TURNS):
        run()
    return (thread_time() - started) / TURNS * 1e6


def main() -> None:
    for door, work in {"/v1/events": backend_work(), "/e": tag_work()}.items():
        found = costs(work)
        print(f"POST {door}")
        for name, cost in found.items():
            print(f"  {name:42}{cost:8.1f} µs")


if __name__ == "__main__":
    main()
