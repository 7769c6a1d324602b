"""An endpoint is judged by what it sends to Meta, or by the payload in its answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tandem.conformance.answer import Answer, Broken, Dropped, Sent, Skipped
from tandem.conformance.endpoint import Endpoint
from tandem.conformance.live import checks
from tandem.conformance.stage import Stage, forgiving
from tandem.conformance.vectors import Vector, vectors
from tandem.emulator.testing import MetaEmulator
from tests.stations.conformance.endpoints import Event, Send, endpoint, naive, sha256, tell

JOHN = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
"""SHA-256 of john_smith@gmail.com, as Meta prints it."""

EMAIL = Vector(id="em-1", key="em", input=" John_Smith@gmail.com", normal="x", sha256=JOHN, source="Meta")
GENDER = Vector(id="ge-1", key="ge", input="w", normal=None, sha256=None, source="Meta")


@pytest.fixture
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running(rules=forgiving()) as emulator:
        yield emulator


def answers(send: Send, meta: MetaEmulator, *asked: Vector) -> list[Answer]:
    with endpoint(send) as url:
        return list(Endpoint("endpoint", Stage(url, meta, run="r1", patience=0.5)).answers(asked))


def broken(send: Send, meta: MetaEmulator) -> dict[str, str]:
    """The promises that this sender does not keep, and what was seen."""
    with endpoint(send) as url:
        stage = Stage(url, meta, run="r1", patience=0.5)
        return {check.promise: check.found for check in checks(stage) if not check.passed}


def test_what_reaches_meta_is_judged(meta: MetaEmulator) -> None:
    """The endpoint answers nothing of use; the emulator has its payload."""
    assert answers(lambda event: tell(meta.url, naive(event)), meta, EMAIL) == [Sent(JOHN)]


def test_a_payload_in_the_answer_is_judged_without_waiting(meta: MetaEmulator) -> None:
    """`{"data": [event]}` is what Meta's events edge would be sent."""
    assert answers(lambda event: {"data": [naive(event)]}, meta, EMAIL) == [Sent(JOHN)]
    assert meta.received() == []


def test_a_value_sent_readable_is_seen_and_hides_no_other(meta: MetaEmulator) -> None:
    """A real Meta would refuse the batch for it; here every vector is judged by itself."""
    readable, dropped = answers(lambda event: tell(meta.url, event), meta, EMAIL, GENDER)
    assert isinstance(readable, Sent)
    assert JOHN not in readable.value
    assert dropped == Sent("w")


def test_a_value_left_out_is_told_from_an_event_left_out(meta: MetaEmulator) -> None:
    """The one is right for a value that cannot be used; the other loses a conversion."""

    def picky(event: Event) -> None:
        if "em" not in event["user_data"]:
            tell(meta.url, event | {"user_data": {"external_id": "1"}})

    assert answers(picky, meta, GENDER, EMAIL) == [Dropped(), Broken("the event did not reach Meta")]


def test_an_endpoint_that_fails_is_the_one_to_blame(meta: MetaEmulator) -> None:
    """Its status is told; the next vector is asked all the same."""

    def fails(event: Event) -> object:
        raise RuntimeError("a bug")

    (answer,) = answers(fails, meta, EMAIL)
    assert isinstance(answer, Broken)
    assert answer.how.startswith("the endpoint did not answer")


def test_a_vector_with_a_default_region_is_not_asked(meta: MetaEmulator) -> None:
    """That is a setting of the endpoint, which an event cannot carry."""
    regional = next(vector for vector in vectors() if vector.region)
    assert answers(lambda event: None, meta, regional) == [Skipped("a default region is a setting of the endpoint")]


def test_nothing_at_the_address_is_said_and_not_counted(meta: MetaEmulator) -> None:
    """The scoreboard shows why nobody was asked."""
    about = Endpoint("endpoint", Stage("http://127.0.0.1:9/", meta, run="r1")).about()
    assert about.missing == "nothing answers at http://127.0.0.1:9/"


def sound(meta: MetaEmulator) -> Send:
    """A small sender with which nothing is wrong, for as much as the live checks ask."""

    def send(event: Event) -> None:
        if event["event_name"] == "Purchase":
            return
        email = event["user_data"].get("em", "").strip().lower()
        hashed = {"em": email if len(email) == 64 else sha256(email)} if "@" in email or len(email) == 64 else {}
        person = {"fbp": event["user_data"]["fbp"], **hashed}
        tell(meta.url, event | {"user_data": person, "event_source_url": event["event_source_url"].partition("?")[0]})

    return send


def test_a_sound_sender_keeps_every_promise(meta: MetaEmulator) -> None:
    """The checks ask nothing that forty lines cannot do."""
    assert broken(sound(meta), meta) == {}


def test_a_sender_that_hashes_what_is_hashed_is_caught(meta: MetaEmulator) -> None:
    """It also hashes placeholders and sends on an address with an e-mail in it; each is told on its own."""
    found = broken(lambda event: tell(meta.url, naive(event)), meta)
    assert set(found) == {
        "What comes hashed is passed on, never hashed again.",
        "An empty value, `null`, `undefined`, `n/a`: neither sent nor hashed.",
        "An e-mail address in the page's address does not reach Meta.",
    }
    assert sha256(JOHN) in found["What comes hashed is passed on, never hashed again."]


def test_a_token_in_the_address_is_caught(meta: MetaEmulator) -> None:
    """Addresses end up in logs."""
    found = broken(lambda event: tell(meta.url, naive(event), "?access_token=EAAB-of-a-test"), meta)
    assert "The access token travels in a header or in the body: addresses end up in logs." in found


def test_an_event_id_that_becomes_a_number_is_caught(meta: MetaEmulator) -> None:
    """Leading zeros are gone, and with them the other leg."""

    def numbers(event: Event) -> None:
        given = event["event_id"]
        tell(meta.url, naive(event) | {"event_id": int(given) if given.isdecimal() else given})

    assert "An event_id is text: leading zeros stay, and no digit of a long one is lost." in broken(numbers, meta)


def test_a_sender_whose_batch_sinks_with_one_event_is_caught(meta: MetaEmulator) -> None:
    """It gathers events and sends them together, the bad one among them."""
    gathered: list[Event] = []

    def batches(event: Event) -> None:
        gathered.append(naive(event))
        if event["event_name"] == "Purchase" or "beside" not in event["event_id"]:
            batch = gathered.copy()
            gathered.clear()
            _tell_all(meta.url, batch)

    found = broken(batches, meta)
    assert found["An event that Meta would refuse sinks none of those beside it."] == "2 of 2 good events are lost"


def _tell_all(meta: str, events: list[Event]) -> None:
    """All or nothing, as Meta takes a batch."""
    if any(event["event_name"] == "Purchase" for event in events):
        return
    for event in events:
        tell(meta, event)


def test_the_key_travels_in_the_header(meta: MetaEmulator) -> None:
    """As `Authorization: Bearer`, with every event."""
    seen: list[str | None] = []
    with endpoint(lambda event: None, seen) as url:
        stage = Stage(url, meta, run="r1", headers={"Authorization": "Bearer k"}, patience=0.1)
        list(Endpoint("endpoint", stage).answers([EMAIL]))
    assert seen == ["Bearer k"]
