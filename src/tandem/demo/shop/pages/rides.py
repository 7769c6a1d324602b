"""Book a test ride: the shop's lead form."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tandem.demo.shop import calls, reports
from tandem.demo.shop.catalogue import find
from tandem.demo.shop.customer import TEST_RIDE, Customer
from tandem.demo.shop.forms import Filled, read
from tandem.demo.shop.orders import Lead
from tandem.demo.shop.render import page
from tandem.demo.shop.shop import customer_number, remember, session_of, shop_of, turn_to
from tandem.demo.shop.visitor import browser_of, consent_of

replace = msgspec.structs.replace


async def show_form(request: web.Request) -> web.Response:
    """A product's page leads here with `?bicycle=` its id, which is then chosen already."""
    known = session_of(request).customer
    chosen = {"bicycle": request.query.get("bicycle", "")}
    filled = Filled((dict(known.details) if known else {}) | chosen)
    return page(request, "test_ride.html", fields=TEST_RIDE, filled=filled, store=False)


async def book(request: web.Request) -> web.Response:
    filled = read(TEST_RIDE, await request.post())
    if filled.errors:
        return page(request, "test_ride.html", fields=TEST_RIDE, filled=filled, status=422, store=False)
    lead = _lead(request, filled)
    shop_of(request).courier.send(lead.id, reports.lead(lead))
    session = session_of(request)
    known = replace(session, lead=lead, customer=session.customer or lead.customer)
    return remember(request, turn_to("/test-ride/booked"), known)


async def thank(request: web.Request) -> web.Response:
    lead = session_of(request).lead
    if lead is None:
        return turn_to("/test-ride")
    said = (*calls.identify(lead.customer, consent_of(request)), calls.lead(lead))
    return page(request, "test_ride_booked.html", lead=lead, bicycle=find(lead.bicycle), calls=said, store=False)


def _lead(request: web.Request, filled: Filled) -> Lead:
    shop = shop_of(request)
    return Lead(
        id=f"lead_{shop.mint()}",
        bicycle=filled.values["bicycle"],
        customer=Customer(customer_number(request), filled.values),
        browser=browser_of(request),
        source_url=str(request.url.origin().with_path("/test-ride/booked")),
        booked_at=shop.now(),
    )


routes = (
    web.get("/test-ride", show_form),
    web.post("/test-ride", book),
    web.get("/test-ride/booked", thank),
)
