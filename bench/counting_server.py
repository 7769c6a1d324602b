"""A server that reads a request, counts the events in it, and judges nothing. Prints its port, then serves."""

from __future__ import annotations

import asyncio

from aiohttp import web

LIMIT = 64 * 1024 * 1024
"""Bytes of one request, unpacked."""


async def answer(request: web.Request) -> web.Response:
    body = await request.read()
    # Once per event, also where the SDK writes each as a text inside the list.
    count = body.count(b"event_id")
    return web.json_response({"events_received": count, "messages": [], "fbtrace_id": "bench"})


async def main() -> None:
    app = web.Application(client_max_size=LIMIT)
    app.router.add_post("/{version}/{dataset}/events", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _, port = runner.addresses[0][:2]
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
