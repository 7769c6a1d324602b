"""Where what a source tells of happened: by its settings, unless a message says so itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.model import ActionSource
from tandem.kit.secret import Secret
from tandem.sources.arrival import Arrived
from tandem.sources.contract import Delivery
from tandem.sources.kinds import open_source
from tests.support.clock import NOON
from tests.support.events import site
from tests.support.hooks import SECRET

EVENTS: dict[str, Any] = {
    "tells": "event",
    "map": {"event_name": {"constant": "Visit"}, "event_id": "id", "event_time": "at", "action_source": "where"},
}


def told(by_settings: ActionSource | None, **message: Any) -> str | None:
    """What a source with that setting makes of a visit."""
    settings = Settings(name="x", kind="json", action_source=by_settings, options=EVENTS)  # type: ignore[arg-type]
    body = json.dumps({"id": "v-1", "at": int(NOON.timestamp()), **message}).encode()
    source = open_source(settings, [Secret(SECRET)])
    (event,) = source.read(Delivery(id="1", topic="", body=body, received_at=NOON), site())
    assert isinstance(event, Arrived)
    return event.action_source


def test_an_event_happened_where_it_says_else_where_its_source_is_else_on_the_web_site() -> None:
    assert told("physical_store", where="phone_call") == "phone_call"
    assert told("physical_store") == "physical_store"
    assert told(None) == "website"


def test_the_place_is_known_before_the_age_is_judged() -> None:
    """A visit to the shop of 30 days ago is told in time; one to the web site is not."""
    long_ago = int((NOON - timedelta(days=30)).timestamp())
    assert told("physical_store", at=long_ago) == "physical_store"
    with pytest.raises(Refused, match="7 days ago"):
        told(None, at=long_ago)


def test_every_place_that_can_be_set_is_one_of_metas() -> None:
    """But `business_messaging`, which needs what no source tells: the channel, and ids of its own."""
    (words, _) = get_args(get_type_hints(Settings)["action_source"])
    assert set(get_args(words)) == set(get_args(ActionSource)) - {"business_messaging"}
