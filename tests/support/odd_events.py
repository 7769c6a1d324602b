"""
Events as no sender should send them, for hypothesis to choose from: wrong types, broken texts, personal data where it
does not belong.

Whatever could identify a person holds the SENTINEL, so that one search through everything that was kept or sent on
finds any of it that is still readable.
"""

from __future__ import annotations

import hashlib
import json
from itertools import product
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

SENTINEL = "zqxfuzz"
WITNESS = "witnessing-nothing-personal"
"""Stands in an ordinary field. It must be found on disk: else the search itself is blind."""

PEOPLE = [f"ada{number}.{SENTINEL}@mail.example.org" for number in range(20)]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


HASHES = [digest(person) for person in PEOPLE]
TWICE = frozenset(
    digest(form) for once in HASHES for form in (once, once.upper(), f"{once}.AQQCAQMC", f"{once.upper()}.AQQCAQMC")
)
"""What nobody may ever send: hashes of hashes."""

KEYS = (
    *("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id"),
    *("email", "firstName", "phone_number", "postalCode", "street", "nickname"),
)


def _is_nobodys(text: str) -> bool:
    """Not even by chance an address, a name under which the emulator hides what it is told, or what it shows then."""
    return "@" not in text and "%" not in text and text not in (*KEYS, "(email)")


odd_text = st.text(max_size=12).filter(_is_nobodys)
"""Hypothesis also tries texts that it finds in our code, such as the emulator's own `(email)`."""

junk: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        odd_text,
        st.just("x" * 600),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(odd_text, inner, max_size=3),
    max_leaves=6,
)


def _typed(text: str) -> st.SearchStrategy[str]:
    """As people and programs write it."""
    return st.sampled_from([text, text.upper(), f"  {text}\t", text.title(), f"{text}\u200b", f"\u00a0{text}"])


emails = st.sampled_from(PEOPLE).flatmap(_typed)
hashes = st.sampled_from(HASHES).flatmap(
    lambda once: st.sampled_from([once, once.upper(), f" {once} ", f"{once}.AQQCAQMC", once[:32], once + once])
)
names = st.builds("{1}{0}{2}".format, st.just(SENTINEL), odd_text, odd_text)
identity = st.one_of(emails, hashes, names, st.lists(st.one_of(emails, hashes), max_size=3), junk)
leaks = st.one_of(
    emails,
    emails.map(quote),
    emails.map(lambda email: quote(quote(email))),
    emails.map("write to {} please".format),
    emails.map("mailto:{}".format),
)
"""An e-mail address where none belongs."""

PASSING = ("fbp", "fbc", "lead_id", "subscription_id", "fb_login_id")
FBP = "fb.1.1700000000000.1098115397"
people = st.builds(
    lambda known, passing: {"fbp": FBP} | known | passing,
    st.dictionaries(st.sampled_from(KEYS) | emails | odd_text, identity, max_size=5),
    st.dictionaries(st.sampled_from(PASSING), leaks | junk, max_size=1),
)
addresses = st.one_of(
    leaks.map("https://www.example.com/thanks?email={}&page=1".format),
    leaks.map("https://www.example.com/customers/{}/orders#2".format),
    emails.map(lambda email: f"https://{email}/path"),
    names.map(lambda name: f"https://www.example.com/?first_name={quote(name, errors='replace')}"),
    st.just("https://www.example.com/"),
)
amounts = st.decimals(0, 10_000, places=2).map(str) | st.integers(0, 9999)
extras = st.dictionaries(odd_text, junk, max_size=2)
custom_data = st.builds(
    lambda sound, odd: odd | sound,
    st.fixed_dictionaries(
        {"value": amounts, "currency": st.sampled_from(["EUR", "usd"]), "content_name": st.just(WITNESS)},
        optional={
            "order_id": st.integers(0, 10**9).map(str),
            "email": identity,
            "billing_phone": names,
            "note": leaks,
            "contents": st.lists(st.fixed_dictionaries({"id": odd_text, "title": leaks | odd_text}), max_size=2),
        },
    ),
    extras,
)
event_names = st.sampled_from(["Lead", "Purchase", "Contact", "AddToCart", "OwnEvent"])
consents = st.sampled_from([{"ads": "granted"}] * 4 + [{"ads": "denied"}])
odd_values = leaks | junk | hashes
odd_names = leaks | junk


PEOPLE_IN_A_CROWD, DEEDS_IN_A_CROWD = 4, 3
CROWD = PEOPLE_IN_A_CROWD * DEEDS_IN_A_CROWD
"""Events in one crowd."""

TURN = "its-turn"
"""Stands where the number of the turn is put in: a drawn id comes again and again, and its event is merged away."""


@st.composite
def crowds(draw: st.DrawFn, times: st.SearchStrategy[int]) -> list[dict[str, Any]]:
    """Everybody does everything: far more events than draws, for drawing is what takes the time."""
    persons = draw(st.lists(people, min_size=PEOPLE_IN_A_CROWD, max_size=PEOPLE_IN_A_CROWD))
    deed = st.fixed_dictionaries(
        {"event_name": event_names, "custom_data": custom_data, "event_source_url": addresses, "event_time": times}
    )
    deeds = draw(st.lists(deed, min_size=DEEDS_IN_A_CROWD, max_size=DEEDS_IN_A_CROWD))
    everything = enumerate(product(persons, deeds))
    return [done | {"user_data": person, "event_id": f"{TURN}-{number}"} for number, (person, done) in everything]


def rarely(once_in: int) -> st.SearchStrategy[bool]:
    """True once in so often. Not by a whole number: of those, hypothesis likes the ends best."""
    return st.sampled_from([False] * (once_in - 1) + [True])


@st.composite
def spoilt(draw: st.DrawFn, event: dict[str, Any], once_in: int = 4) -> dict[str, Any]:
    """Mostly as it is; else one field is what it must not be, or is one that nobody knows."""
    if not draw(rarely(once_in)):
        return event
    field = draw(emails | odd_text if draw(rarely(4)) else st.sampled_from(sorted(event)))
    return event | {field: draw(odd_names if field in ("event_name", "event_id") else odd_values)}


@st.composite
def broken(draw: st.DrawFn, bodies: st.SearchStrategy[bytes]) -> bytes:
    """Mostly whole; one in sixteen is cut short, has a byte too many, or is no JSON at all."""
    body = draw(bodies)
    if not draw(rarely(16)):
        return body
    place = draw(st.integers(0, len(body)))
    return draw(
        st.sampled_from([body[:place], body[:place] + b"\xff" + body[place:], body[:place] + b"{" + body[place:]])
    )


def as_json(value: object) -> bytes:
    """Half characters and all: what a careless sender's encoder writes."""
    return json.dumps(value).encode()
