"""What holds for any text whatever."""

from hashlib import sha256
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tandem.event.person import Person, Unusable
from tandem.identity.browser_ids import _USUAL, BrowserId, fbc_from_click, newest_click, parse_fbc, parse_fbp
from tandem.identity.hash import hashed
from tandem.identity.normalise import _EMAIL, _USUAL_EMAIL, RULES, Setting
from tandem.identity.person import person_of
from tandem.kit.contracts import load

whatever_the_machine = settings(deadline=None)
"""No deadline: the first phone number pays for loading its library, and machines differ."""

SETTINGS = st.builds(
    Setting, st.sampled_from([None, "us", "ca", "gb", "jp"]), st.sampled_from([None, "US", "DE", "gb", "XX", ""])
)
KEYS = st.sampled_from(sorted(RULES))
WORDS = st.text(st.sampled_from("aZé߀İẞςΣ정́̈'’-. @+()0123456789٣\u200c\u200b\ufeff\n"), max_size=24)
TEXTS = st.one_of(st.text(max_size=40), WORDS, st.emails(), st.from_regex(r"\+?[0-9 ()\-]{5,18}", fullmatch=True))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
STABLE_KEYS = st.sampled_from(sorted(set(RULES) - {"ph"}))


@whatever_the_machine
@given(STABLE_KEYS, TEXTS, SETTINGS)
def test_normalising_twice_changes_nothing(key, text, setting):
    """A sender who normalised already gets the same hash as one who did not."""
    normal = RULES[key](text, setting)

    if isinstance(normal, str):
        assert RULES[key](normal, setting) == normal


@whatever_the_machine
@given(TEXTS, SETTINGS, SETTINGS)
def test_a_phone_number_with_its_plus_is_the_same_in_every_region(text, setting, elsewhere):
    """Once the country code is there, no region changes what a number means."""
    normal = RULES["ph"](text, setting)

    if isinstance(normal, str):
        assert RULES["ph"]("+" + normal, elsewhere) == normal


@whatever_the_machine
@given(KEYS, TEXTS, SETTINGS)
@example("fn", "e-\u0301", Setting())
def test_composed_and_decomposed_spellings_agree(key, text, setting):
    """A name typed on a Mac and the same name typed on Windows are one person."""
    readings = {form: RULES[key](normalize(form, text), setting) for form in ("NFC", "NFD")}

    assert readings["NFC"] == readings["NFD"]


@whatever_the_machine
@given(st.text() | st.text(st.characters(codec=None), max_size=20))
def test_hashing_a_hash_changes_nothing(text):
    """A value is hashed once, however often it passes through."""
    once = hashed(text.encode("utf-8", "replace").decode())

    assert hashed(once) == once
    assert len(once) in (64, 67, 73)


@whatever_the_machine
@given(st.dictionaries(KEYS | st.text(max_size=12), JSON_VALUES, max_size=6), st.sampled_from([None, "US", "??"]))
@example({"fn": "\ud800", "em": "a\ud800@example.com", "external_id": "\ud800", "lead_id": "\ud800"}, None)
@example({"em": float("nan"), "external_id": 10**400}, None)
def test_whatever_arrives_is_read_without_an_error(user_data, region):
    """No user_data, however broken, costs the event: what cannot be used is reported and dropped."""
    person, unusable = person_of(user_data, region=region)

    assert type(person) is Person
    assert all(type(problem) is Unusable for problem in unusable)


@whatever_the_machine
@given(st.dictionaries(KEYS | st.sampled_from(["fbp", "fbc", "email", "lead_id"]), TEXTS, max_size=6))
@example({"em": "ada@example.com", "email": "ada@example.org"})
def test_a_text_alone_says_what_the_same_text_says_in_a_list(user_data):
    """Most senders give one text under each name, and that is read in another way than lists are."""
    assert person_of(user_data) == person_of({key: [text] for key, text in user_data.items()})


@whatever_the_machine
@given(st.from_regex(_USUAL_EMAIL, fullmatch=True))
def test_an_address_that_is_known_at_a_glance_is_one_by_the_whole_rule(address):
    """The quick rule takes nothing that the rule itself would not."""
    assert _EMAIL.fullmatch(address)
    assert address == address.lower().strip()


@whatever_the_machine
@given(st.from_regex(_USUAL, fullmatch=True))
def test_a_browser_id_that_is_known_at_a_glance_can_be_taken_apart(value):
    """What is passed on without a look at its parts has them."""
    assert isinstance(parse_fbp(value), BrowserId)
    assert isinstance(parse_fbc(value), BrowserId)


SECRETS = st.text(st.sampled_from("qxzQXZößŁ7@."), min_size=12, max_size=30)


@whatever_the_machine
@given(st.dictionaries(KEYS | SECRETS, SECRETS | st.lists(SECRETS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_report_repeats_what_the_customer_gave(user_data):
    """Neither a person nor a report of a problem holds a readable value, not even one used as a key."""
    person, unusable = person_of({**user_data, "fbp": "zzqqzzqqzzqq", "lead_id": "xqxqxqxqxqxq"})

    told = repr((person, unusable))
    values = [text for value in user_data.values() for text in (value if isinstance(value, list) else [value])]
    strange = [key for key in user_data if key not in RULES and not key.isascii()]
    assert not any(value in told for value in [*values, *strange, "zzqqzzqqzzqq", "xqxqxqxqxqxq"])


PLACEHOLDERS = load("identity/placeholders.json")
EVERYWHERE = PLACEHOLDERS["any"]
DECORATIONS = st.sampled_from(["{}", " {} ", "{}\n", "\u00a0{}"])
CASES = st.sampled_from([str, str.upper, str.capitalize])


@whatever_the_machine
@given(KEYS, st.data(), DECORATIONS, CASES)
def test_no_placeholder_is_ever_hashed(key, data, decoration, case):
    """`null`, `N/A`, `test@test.com` and the like identify nobody, so they are never sent, readable or hashed."""
    placeholder = case(data.draw(st.sampled_from(EVERYWHERE + PLACEHOLDERS.get(key, []))))
    digest = sha256(placeholder.encode()).hexdigest()

    for value in (decoration.format(placeholder), digest, digest.upper()):
        person, unusable = person_of({key: value}, region="US")
        assert person == Person()
        assert [problem.key for problem in unusable] == [key]


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NULL = "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"


@whatever_the_machine
@given(st.dictionaries(KEYS, TEXTS | st.sampled_from([EMPTY, NULL, EMPTY + ".AQQCAQMC"]), max_size=5))
def test_the_hash_of_nothing_is_never_sent(user_data):
    """The best-known wrong match keys, SHA-256 of the empty text and of `null`, never leave."""
    person, _ = person_of(user_data)

    sent = {digest[:64] for name in person.keys() for digest in getattr(person, name)}  # noqa: SIM118
    assert not sent & {EMPTY, NULL}


@pytest.mark.parametrize("parse", [parse_fbp, parse_fbc])
@whatever_the_machine
@given(text=st.text(max_size=60) | st.from_regex(r"fb\.\d\.\d{13}\.[A-Za-z0-9_.-]{0,40}", fullmatch=True))
def test_a_browser_id_is_kept_byte_for_byte_or_refused(parse, text):
    """Nothing between: a cookie that was changed in any way is worse than none."""
    read = parse(text)

    assert isinstance(read, Unusable) or read.text == text


@whatever_the_machine
@given(st.text(max_size=30), st.integers(10**12, 10**13 - 1))
def test_every_click_that_we_build_can_be_read_back(fbclid, seen_at_ms):
    """A click id becomes an fbc that every reader accepts, with the click id unchanged in it, or nothing."""
    fbc = fbc_from_click(fbclid, seen_at_ms)

    if isinstance(fbc, str):
        assert parse_fbc(fbc).payload == fbclid
        assert newest_click(None, fbc) == fbc
