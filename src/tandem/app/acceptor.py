"""
The acceptor: the public port and the journal. Nothing slow happens here, and nothing leaves from here but the question
for a certificate by which PayPal signs.
"""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from ipaddress import ip_network
from secrets import token_hex

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from tandem.app import paths, traces
from tandem.app.chores import chores
from tandem.app.errands import work_of_acceptor
from tandem.app.privacy import see_to
from tandem.app.scripts import scripts
from tandem.app.sites import opened_source, sites
from tandem.config.cookie_domain import cookie_domain
from tandem.config.schema import Loaded
from tandem.doors.app import Doors
from tandem.doors.hall import Entrance, Hall
from tandem.doors.parts import Parts
from tandem.doors.pinned import Pinned
from tandem.doors.room import Room
from tandem.doors.script import Scripts, public_url
from tandem.doors.tally import Tally
from tandem.event.errors import NotDurable
from tandem.identity.address import Proxies
from tandem.identity.visits import Visits
from tandem.journal.contract import Journal
from tandem.journal.sqlite import SqliteJournal
from tandem.kit.clock import Clock, system_clock
from tandem.kit.port import claim

HEADER_SECONDS = 10
"""How long a client may take to send its request's head."""

BACKLOG = 2_048


async def run(loaded: Loaded, stop: asyncio.Event, clock: Clock = system_clock) -> None:
    """Serve until `stop`. Raises `PortTaken`, or `LockedElsewhere` when another acceptor writes the same journal."""
    claim(loaded.settings.gateway.host, loaded.settings.gateway.port, "gateway")
    journal = SqliteJournal(paths.journal(loaded.data), clock)
    visits = Visits(paths.visits(loaded.data))
    watched, linked, close_traces = traces.traced(journal, loaded, clock)
    hall = make_hall(loaded, watched, visits, clock, linked)
    server = http_server(loaded, Doors(hall))
    begin = partial(work_of_acceptor, journal=journal, visits=visits, loaded=loaded, clock=clock)
    tasks = [asyncio.create_task(chore) for chore in chores(hall, loaded.data, begin)]
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        server.stop()  # type: ignore[no-untyped-call]
        await serving
    finally:
        for task in tasks:
            task.cancel()
        with contextlib.suppress(NotDurable):
            await hall.tally.flush(journal)
        await asyncio.to_thread(journal.close)
        visits.close()
        await close_traces()


def make_hall(
    loaded: Loaded, journal: Journal, visits: Visits, clock: Clock, linked: traces.Linked | None = None
) -> Hall:
    settings = loaded.settings
    endpoint = public_url(settings)
    running = sites(loaded)
    tags = scripts(loaded)
    entrances = {
        site.name: Entrance(
            site=running[site.name],
            scripts=tags[site.name],
            cookie_domain=cookie_domain(site),
            secure=endpoint.startswith("https:"),
            bridge=site.tag.bridge,
        )
        for site in settings.site
    }
    configured = [(source, site.name) for site in settings.site for source in site.source]
    return Hall(
        sources={each.name: opened_source(each, loaded) for each, _ in configured},
        source_sites={each.name: site for each, site in configured},
        entrances=entrances,
        pinned=Pinned(paths.scripts(loaded.data), {tag.digest: tag.body for tag in map(Scripts.pinned, tags.values())}),
        parts=Parts(paths.scripts(loaded.data)),
        origins={origin.rstrip("/"): site.name for site in settings.site for origin in site.origins},
        keys={key: site.name for site in settings.site for key in site.keys},
        journal=journal,
        linked=linked,
        visits=visits,
        clock=clock,
        limits=settings.limits,
        mint=lambda: token_hex(16),
        tally=Tally(clock),
        room=Room(settings.limits),
        see_to=partial(see_to, loaded, clock=clock),
        trusted=Proxies(map(ip_network, settings.gateway.trusted_proxies)),
    )


def http_server(loaded: Loaded, application: object) -> Server:
    """The server in front of an RSGI application, with the limits of every public door."""
    return Server(
        application,
        address=loaded.settings.gateway.host,
        port=loaded.settings.gateway.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        backlog=BACKLOG,
        websockets=False,
        log_enabled=False,
    )
