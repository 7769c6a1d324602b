"""
One visit, as data: what the page says to the library, in this order, and what must come of it.

Beyond what is expected a library may send events of its own accord (a page view after a change of the address, a click
on a button); these are reported and wanted by no check.
"""

from __future__ import annotations

from typing import NamedTuple

PIXEL, SECOND = "1234567890", "2345678901"
ORDER = "order_1001"
LANDING = "/?fbclid=IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB"
"""After a click on an advertisement."""

PERSON = """{
  em: ' Ada@Example.com ', ph: '+49 170 1234567', fn: 'Ada', ln: 'Lovelace', db: '18151210', ge: 'f',
  ct: 'London', st: 'ca', zp: '12345', country: 'gb', external_id: 'customer-77',
}"""
EMAIL_SHA256 = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
"""`printf ada@example.com | sha256sum`"""

LONG = 3_000
"""Characters: with these an event is longer than the 2,048 that an image's address may have."""


class Expected(NamedTuple):
    """One event, once. Without an `event_id`, the library was given none."""

    event_name: str
    event_id: str | None
    dataset: str = PIXEL


class Step(NamedTuple):
    """`says` is JavaScript; `held` are events that must not be sent before the next step has spoken."""

    name: str
    says: str
    expects: tuple[Expected, ...] = ()
    held: tuple[Expected, ...] = ()


CONSENTED = Expected("Schedule", "schedule_1")

STEPS = (
    Step("base code with advanced matching", "", (Expected("PageView", None),)),
    Step(
        "track with eventID",
        f"""fbq('track', 'Purchase', {{
          value: 49.9, currency: 'EUR', content_type: 'product', content_ids: ['0012'], order_id: '1001',
          contents: [{{id: '0012', quantity: 1}}], num_items: 1, gift: true, nothing: null,
        }}, {{eventID: '{ORDER}'}})""",
        (Expected("Purchase", ORDER),),
    ),
    Step("trackCustom", "fbq('trackCustom', 'Quiz', {score: 3}, {eventID: 'quiz_1'})", (Expected("Quiz", "quiz_1"),)),
    Step("a form is sent", "document.querySelector('button').click()"),
    Step("the address changes", "history.pushState({}, '', '/next?step=2')"),
    Step(
        "an event too long for an image",
        f"fbq('track', 'Search', {{search_string: 'x'.repeat({LONG})}}, {{eventID: 'search_1'}})",
        (Expected("Search", "search_1"),),
    ),
    Step(
        "consent is revoked",
        "fbq('consent', 'revoke'); fbq('track', 'Schedule', {}, {eventID: 'schedule_1'})",
        held=(CONSENTED,),
    ),
    Step("consent is granted", "fbq('consent', 'grant')", (CONSENTED,)),
    Step(
        "a second pixel, alone",
        f"fbq('init', '{SECOND}'); fbq('trackSingle', '{SECOND}', 'Contact', {{}}, {{eventID: 'contact_1'}});"
        f"fbq('trackSingleCustom', '{PIXEL}', 'Poll', {{answer: 'yes'}}, {{eventID: 'poll_1'}})",
        (Expected("Contact", "contact_1", SECOND), Expected("Poll", "poll_1")),
    ),
    Step(
        "limited data use",
        "fbq('dataProcessingOptions', ['LDU'], 1, 1000);"
        f"fbq('trackSingle', '{PIXEL}', 'Lead', {{}}, {{eventID: 'lead_1'}})",
        (Expected("Lead", "lead_1"),),
    ),
)

WITHOUT_JAVASCRIPT = Step("without JavaScript", "", (Expected("PageView", None),))
"""Of a visit of its own."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<script>
!function(f,b,e,v,n,t,s){if(f.fbq)return;n=f.fbq=function(){n.callMethod?n.callMethod.apply(n,arguments):
n.queue.push(arguments)};if(!f._fbq)f._fbq=n;n.push=n;n.loaded=!0;n.version='2.0';n.queue=[];t=b.createElement(e);
t.async=!0;t.src=v;s=b.getElementsByTagName(e)[0];s.parentNode.insertBefore(t,s)}
(window,document,'script','https://connect.facebook.net/en_US/fbevents.js');
fbq('set', 'endpoint', 'ENDPOINT');
fbq('init', 'PIXEL', PERSON);
fbq('track', 'PageView');
</script>
<noscript><img height="1" width="1" style="display:none" src="ENDPOINT?id=PIXEL&ev=PageView&noscript=1"></noscript>
</head><body>
<form onsubmit="return false">
<input name="email" type="email" value="ada@example.com"><input name="first_name" value="Ada"><button>Send</button>
</form>
</body></html>
"""


def page(endpoint: str) -> bytes:
    """The page of a shop, with the standard base code, and one line more: where events go."""
    filled = PAGE.replace("ENDPOINT", endpoint).replace("PIXEL", PIXEL).replace("PERSON", PERSON)
    return filled.encode()
