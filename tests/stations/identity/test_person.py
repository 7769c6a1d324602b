"""From user_data to a person: names of keys, lists, hashes, and what is dropped."""

from datetime import date

import pytest

from tandem.event.person import Person
from tandem.identity.person import person_of
from tandem.identity.places import country
from tandem.kit.contracts import load

MARY = "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"  # printf mary | sha256sum
EMAIL = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"  # Meta's example, john_smith@gmail.com
MD5 = "b58996c504c5638798eb6b511e6f49af"


def reason(problems):
    (problem,) = problems
    return f"{problem.key} {problem.problem}. {problem.cure}"


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("email", "em", "john_smith@gmail.com"),
        ("e-mail", "em", "john_smith@gmail.com"),
        ("emailAddress", "em", "john_smith@gmail.com"),
        ("phone", "ph", "+16505551212"),
        ("phone_number", "ph", "+16505551212"),
        ("first_name", "fn", "Mary"),
        ("firstName", "fn", "Mary"),
        ("given_name", "fn", "Mary"),
        ("last_name", "ln", "Mary"),
        ("gender", "ge", "f"),
        ("birthdate", "db", "19970216"),
        ("date_of_birth", "db", "19970216"),
        ("city", "ct", "Paris"),
        ("state", "st", "CA"),
        ("zip", "zp", "94035"),
        ("zip_code", "zp", "94035"),
        ("postalCode", "zp", "94035"),
        ("country_code", "country", "US"),
        ("externalId", "external_id", "42"),
    ],
)
def test_the_names_that_shops_use_mean_metas_keys(name, key, value):
    """A backend may send its own field names; the person is the same as under Meta's key."""
    by_name, problems = person_of({name: value})
    by_key, _ = person_of({key: value})

    assert by_name == by_key != Person()
    assert problems == ()


def test_one_value_and_a_list_of_it_are_the_same_person():
    """Values may come alone or in a list; repeats count once, the first stays first."""
    alone, _ = person_of({"fn": "Mary"})
    listed, _ = person_of({"fn": ["Mary", " MARY ", MARY]})

    assert alone.fn == listed.fn == (MARY,)


def test_both_names_of_one_key_are_read():
    """`em` and `email` side by side give both addresses."""
    person, _ = person_of({"em": "ada@example.com", "email": EMAIL})

    assert len(person.em) == 2
    assert person.em[1] == EMAIL


def test_a_bad_value_is_dropped_alone():
    """One unusable phone costs the phone, not the e-mail and not the event."""
    person, problems = person_of({"em": "john_smith@gmail.com", "ph": ["12", "+16505551212"]})

    assert person.em == (EMAIL,)
    assert len(person.ph) == 1
    assert [problem.key for problem in problems] == ["ph"]


def test_a_hashed_email_fills_the_plain_variant_only():
    """A hash cannot be turned into Google's or Reddit's form, so those stay empty rather than wrong."""
    person, problems = person_of({"em": EMAIL.upper(), "ph": MARY})

    assert person == Person(em=(EMAIL,), ph=(MARY,))
    assert problems == ()


@pytest.mark.parametrize("value", [True, {"a": 1}, 1.5, float("nan"), [["nested"]], object()])
def test_what_is_neither_text_nor_a_whole_number_is_refused_with_a_reason(value):
    """A flag, an object or a fraction under a match key is a mistake of the sender, who is told."""
    person, problems = person_of({"external_id": value})

    assert person == Person()
    assert reason(problems) == "external_id is neither text nor a whole number. Send text, or a list of texts."


def test_a_whole_number_is_read_as_its_digits():
    """A numeric customer id and the same id as text are one person."""
    assert person_of({"external_id": 12345, "zp": 94035}) == person_of({"external_id": "12345", "zp": "94035"})


def test_null_and_an_empty_list_are_no_value_and_no_problem():
    """A backend that sends every key, most of them null, is not told off for each."""
    assert person_of({"em": None, "ph": [], "fn": [None]}) == (Person(), ())


def test_an_unknown_key_is_reported_by_its_name():
    """A misspelt key is not lost in silence."""
    _, problems = person_of({"emial": "ada@example.com"})

    assert reason(problems).startswith("emial is no key of user_data that we know.")


def test_an_address_used_as_a_key_is_not_repeated():
    """The report of a strange key never carries personal data into a log."""
    _, problems = person_of({"ada@example.com": 1})

    assert reason(problems).startswith("user_data is no key of user_data that we know.")


def test_the_clients_address_and_browser_are_left_to_the_event():
    """They stand in Meta's user_data but belong to the request: no identifier, and no problem."""
    assert person_of({"client_ip_address": "192.0.2.1", "client_user_agent": "Mozilla/5.0"}) == (Person(), ())


def test_an_md5_is_refused_with_the_way_out():
    """Meta matches SHA-256 only; an MD5 would be sent for nothing."""
    _, problems = person_of({"em": MD5})

    assert reason(problems) == (
        "em is a hash, but not SHA-256. Send SHA-256 in hexadecimal digits, or the readable value."
    )


def test_a_placeholder_is_refused_with_the_way_out():
    """`null` as a first name is told to the sender and not hashed."""
    _, problems = person_of({"fn": "null"})

    assert reason(problems) == (
        "fn is empty or a placeholder, readable or hashed. Leave the key out when there is no value."
    )


def test_an_ambiguous_birthday_is_refused_with_the_reason():
    """02/03/1997 may be two days; guessing would match somebody else."""
    _, problems = person_of({"db": "02/03/1997"})

    assert reason(problems) == (
        "db may be read as day before month or as month before day. Send the date of birth as YYYYMMDD, e.g. 19970216."
    )


def test_a_phone_number_without_country_is_refused_with_the_way_out():
    """No country code is ever guessed."""
    _, problems = person_of({"ph": "(650)555-1212"})

    assert reason(problems) == (
        "ph has no country code, or is no number of its country. "
        "Send it with its country code, as +16505551212, or set the site's region."
    )


def test_the_customers_country_reads_the_phone_before_the_sites_region():
    """An Austrian customer of a German shop is not given a German number."""
    in_austria, _ = person_of({"ph": "0664 1234568", "country": "Österreich"}, region="DE")
    international, _ = person_of({"ph": "+43 664 1234568"})

    assert in_austria.ph == international.ph != ()


def test_the_country_is_used_wherever_it_stands():
    """The order of keys in user_data changes nothing."""
    data = {"st": "Georgia", "zp": "12345-6789", "country": "GB"}

    assert person_of(data) == person_of(dict(reversed(data.items())))


def test_a_birthday_after_today_is_refused():
    """A date in the future is a typing error; the day is an argument, not a clock."""
    assert person_of({"db": "2026-11-22"}, today=date(2026, 11, 21))[0] == Person()
    assert person_of({"db": "2026-11-22"}, today=date(2026, 11, 22))[0] != Person()


def test_a_flood_of_values_is_cut_and_reported():
    """A thousand phone numbers under one key do not hold the gateway up."""
    person, problems = person_of({"external_id": list(range(1, 1001))})

    assert len(person.external_id) == 20
    assert reason(problems).startswith("external_id holds more than 20 values.")


def test_the_ids_that_meta_never_wants_hashed_pass_byte_for_byte():
    """fbp, fbc and Meta's own ids are sent as they came; numbers are sent as their digits."""
    person, problems = person_of(
        {
            "fbp": "fb.1.1558571054389.1098115397",
            "fbc": "fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890",
            "lead_id": 525645896321548,
            "fb_login_id": 1234567890,
            "subscription_id": "sub_1N",
        }
    )

    assert problems == ()
    assert person == Person(
        fbp="fb.1.1558571054389.1098115397",
        fbc="fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890",
        lead_id="525645896321548",
        fb_login_id="1234567890",
        subscription_id="sub_1N",
    )


def test_of_several_ids_the_first_is_kept_and_of_several_clicks_the_newest():
    """An event carries one of each; an older click never displaces a newer one."""
    clicks = ["fb.1.1700000000000.Old", "fb.1.1700000500000.New", "fb.1.1700000100000.Between"]
    person, problems = person_of({"subscription_id": ["first", "second"], "fbc": clicks})

    assert problems == ()
    assert person == Person(subscription_id="first", fbc="fb.1.1700000500000.New")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("subscription_id", "ada@example.com"),
        ("subscription_id", "two words"),
        ("fb_login_id", "null"),
        ("lead_id", "12345"),
        ("lead_id", "not a lead"),
        ("fbp", "garbage"),
        ("fbc", "fb.1.1554763741205"),
    ],
)
def test_an_id_that_would_cost_the_event_or_leak_an_address_is_dropped(key, value):
    """Ids pass unhashed, so one that is malformed or holds an e-mail address does not pass at all."""
    person, problems = person_of({key: value})

    assert person == Person()
    assert [problem.key for problem in problems] == [key]


COUNTRIES = load("identity/countries.json")["countries"]


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_is_known_by_its_codes_and_all_its_names(code):
    """No name in the table leads to another country than its own."""
    spellings = [code, code.upper(), COUNTRIES[code]["alpha3"], *COUNTRIES[code]["names"]]

    assert {country(spelling) for spelling in spellings} == {code}


def test_the_table_of_countries_is_all_of_iso_3166():
    """ISO 3166-1 assigns 249 codes of two letters, and as many of three."""
    assert len(COUNTRIES) == len({row["alpha3"] for row in COUNTRIES.values()}) == 249
