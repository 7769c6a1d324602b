"""A recipe mends what is in an event, and nothing of what was told of its visitor."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tandem.event.errors import Refused
from tandem.event.model import Event
from tandem.event.person import Person
from tandem.upkeep.recipe import Recipe, checked, mend
from tests.support.events import event, sha256, site


def mended(of: Event, **recipe: Any) -> Event:
    return mend(of, checked(Recipe(**recipe)), site())


def test_a_missing_currency_can_be_set() -> None:
    """The event keeps its id and everything else."""
    lacking = event(custom_data={"value": Decimal("49.90")})
    made = mended(lacking, set={"custom_data.currency": "eur"})
    assert made.custom_data == {"value": Decimal("49.90"), "currency": "EUR"}
    assert (made.event_id, made.person, made.grants) == (lacking.event_id, lacking.person, lacking.grants)


def test_a_field_under_a_wrong_name_can_be_renamed_and_cast() -> None:
    """Renamed first, then cast, digit for digit."""
    wrong = event(custom_data={"total": "49.90", "currency": "EUR"})
    made = mended(wrong, rename={"custom_data.total": "custom_data.value"}, cast={"custom_data.value": "number"})
    assert made.custom_data == {"value": Decimal("49.90"), "currency": "EUR"}


def test_a_key_of_the_person_goes_in_every_form_it_is_kept_in() -> None:
    """The phone is kept with and without its plus."""
    person = Person(em=(sha256("a"),), em_google=(sha256("b"),), ph=(sha256("1"),), ph_plus=(sha256("+1"),))
    made = mended(event(person=person), remove=["user_data.ph"])
    assert made.person == Person(em=(sha256("a"),), em_google=(sha256("b"),))


def test_nested_data_are_reached_by_dots_and_the_event_in_hand_stays_as_it_was() -> None:
    whole = event(custom_data={"value": 1, "currency": "EUR", "more": {"deep": 1, "junk": 2}})
    made = mended(whole, remove=["custom_data.more.junk"], set={"custom_data.new.name": 3})
    assert made.custom_data["more"] == {"deep": 1}
    assert made.custom_data["new"] == {"name": 3}
    assert whole.custom_data["more"] == {"deep": 1, "junk": 2}


@pytest.mark.parametrize(
    "recipe",
    [
        {"set": {"event_id": "another"}},
        {"set": {"event_time": 1}},
        {"set": {"grants.ads": "granted"}},
        {"set": {"user_data.em": "ada@example.com"}},
        {"set": {"custom_data.email": "ada@example.com"}},
        {"set": {"custom_data.note": "ask ada@example.com"}},
        {"rename": {"custom_data.a": "event_name"}},
        {"remove": ("extras",)},
        {"remove": ("user_data.nonsense",)},
        {"set": {"custom_data.": 1}},
    ],
)
def test_what_was_told_of_event_and_visitor_cannot_be_changed(recipe: dict[str, Any]) -> None:
    """Nor can personal data be put where they would be readable."""
    with pytest.raises(Refused):
        checked(Recipe(**recipe))


@pytest.mark.parametrize(
    "recipe",
    [
        {"set": {"custom_data.currency": "EURO"}},
        {"cast": {"custom_data.order_id": "number"}, "set": {"custom_data.value": "a lot"}},
        {"set": {"custom_data.value.net": 1}},
    ],
)
def test_what_the_doors_would_refuse_no_recipe_can_make(recipe: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        mended(event(), **recipe)
