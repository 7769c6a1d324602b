"""fbp and fbc: read, built, compared; never changed."""

import pytest

from tandem.event.person import Unusable
from tandem.identity.browser_ids import fbc_from_click, fbp_mint, newest_click, parse_fbc, parse_fbp

FBP = "fb.1.1558571054389.1098115397"  # Meta, fbp and fbc parameters: example
FBC = "fb.1.1554763741205.AbCdEfGhIjKlMnOpQrStUvWxYz1234567890"  # the same page
EARLY, LATE = 1_700_000_000_000, 1_700_000_500_000


def test_metas_example_of_an_fbp_is_read():
    """The parts of the documented example."""
    read = parse_fbp(FBP)

    assert (read.index, read.time_ms, read.payload, read.appendix) == (1, 1558571054389, "1098115397", None)


def test_metas_example_of_an_fbc_is_read_in_its_own_case():
    """A click id is case-sensitive and stays as it is."""
    read = parse_fbc(FBC)

    assert (read.text, read.payload) == (FBC, "AbCdEfGhIjKlMnOpQrStUvWxYz1234567890")


@pytest.mark.parametrize("appendix", ["AQ", "Bg", "AQICAQMC", "AQIA-_MC"])
def test_the_fifth_part_of_metas_parameter_builder_is_kept(appendix):
    """Values of four and of five parts are both good, and neither is rewritten."""
    read = parse_fbc(f"{FBC}.{appendix}")

    assert (read.text, read.appendix) == (f"{FBC}.{appendix}", appendix)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "garbage",
        "a.b.c.d",
        "fb.1.1554763741205",
        "fb.1.1554763741205.",
        "fb.1..AbC",
        "fb..1554763741205.AbC",
        "fb.x.1554763741205.AbC",
        "fb.1.yesterday.AbC",
        "fb.1.1554763741.AbC",
        "FB.1.1554763741205.AbC",
        "fb.1.1554763741205.AbC.toolong12",
        "fb.1.1554763741205.AbC.AQ.AQ",
        "fb.1.1554763741205.Ab C",
        "fb.1.1554763741205.Ab\nC",
        "fb.1.1554763741205.{{fbclid}}",
        "fb.1.1554763741205.ada@example.com",
        " fb.1.1554763741205.AbC",
        "fb.1.1554763741205.AbC\n",
        "fb.١.1554763741205.AbC",
    ],
)
@pytest.mark.parametrize("parse", [parse_fbp, parse_fbc])
def test_a_malformed_browser_id_is_refused(parse, value):
    """Sent, it would make Meta refuse the whole event (2804001)."""
    assert isinstance(parse(value), Unusable)


def test_a_malformed_cookie_is_reported_with_the_form_it_should_have():
    """The operator reads which cookie it was and what it should look like."""
    problem = parse_fbc("garbage")

    assert f"{problem.key} {problem.problem}. {problem.cure}" == (
        "fbc is no _fbc cookie. Send the value of the _fbc cookie unchanged: fb.1.<milliseconds>.<id>."
    )


def test_a_click_id_of_500_characters_is_taken_and_of_501_is_not():
    """Meta's Pixel ignores longer ones."""
    assert isinstance(fbc_from_click("a" * 500, EARLY), str)
    assert fbc_from_click("a" * 501, EARLY).problem == "holds a click id of more than 500 characters"
    assert isinstance(parse_fbc(f"fb.1.{EARLY}.{'a' * 501}"), Unusable)


def test_a_click_becomes_an_fbc_in_metas_form():
    """fb, the index of the cookie's domain, the moment it was first seen, the click id untouched."""
    assert fbc_from_click("IwAR0_Ab-c", 1554763741205) == "fb.1.1554763741205.IwAR0_Ab-c"
    assert fbc_from_click("IwAR0_Ab-c", 1554763741205, index=2) == "fb.2.1554763741205.IwAR0_Ab-c"


def test_an_fbc_given_as_a_click_id_is_not_wrapped_again():
    """A site that stores the cookie where the click id belongs loses nothing."""
    assert fbc_from_click(FBC, LATE) == FBC


@pytest.mark.parametrize("value", ["", "null", "undefined", "a b", "a.b", "{{fbclid}}", "ada@example.com", "fb.1.2.3"])
def test_what_is_no_click_id_does_not_become_one(value):
    """An empty or unreplaced parameter is dropped, not sent."""
    assert isinstance(fbc_from_click(value, EARLY), Unusable)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        (f"fb.1.{EARLY}.A", f"fb.1.{LATE}.B", f"fb.1.{LATE}.B"),
        (f"fb.1.{LATE}.A", f"fb.1.{EARLY}.B", f"fb.1.{LATE}.A"),
        (f"fb.1.{EARLY}.A", f"fb.1.{LATE}.A", f"fb.1.{EARLY}.A"),
        (f"fb.1.{LATE}.A", f"fb.1.{EARLY}.A", f"fb.1.{EARLY}.A"),
        (f"fb.1.{EARLY}.A", "fb.1.99", f"fb.1.{EARLY}.A"),
        ("garbage", f"fb.1.{EARLY}.A", f"fb.1.{EARLY}.A"),
        (None, f"fb.1.{EARLY}.A", f"fb.1.{EARLY}.A"),
        (f"fb.1.{EARLY}.A", None, f"fb.1.{EARLY}.A"),
        (f"fb.1.{EARLY}.a", f"fb.1.{LATE}.A", f"fb.1.{LATE}.A"),
        ("garbage", None, None),
        (None, None, None),
    ],
)
def test_the_newest_click_wins_and_the_same_click_keeps_its_first_time(one, other, kept):
    """Attribution goes to the last ad clicked; its time never moves on with later events."""
    assert newest_click(one, other) == kept


@pytest.mark.parametrize(("roll", "number"), [(0.0, "0"), (0.5, "1073741824"), (0.9999999999, "2147483647")])
def test_a_new_fbp_is_made_as_the_pixel_makes_it(roll, number):
    """The time in milliseconds and round(2147483647 x random)."""
    minted = fbp_mint(1558571054389, lambda: roll)

    assert minted == f"fb.1.1558571054389.{number}"
    assert parse_fbp(minted).payload == number
