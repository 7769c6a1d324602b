"""A number as it is written at home is read at little cost, and never otherwise than libphonenumber reads it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from tandem.identity import national
from tandem.identity.phone import ph

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = [kind for kind in PhoneNumberType.values() if kind != PhoneNumberType.UNKNOWN]
USUAL = [PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE]


def told_by_the_library(text: str, region: str) -> str | None:
    """Google's own reading, in digits with country code: the source of every answer here."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:] if valid else None


def examples(region: str, types: list[int] = TYPES) -> Iterator[PhoneNumber]:
    """The number that Google's tables give as an example of each type."""
    return filter(None, (phonenumbers.example_number_for_type(region, kind) for kind in types))


def spellings(number: PhoneNumber) -> set[str]:
    """As its digits, as it is written at home, and with its country code but without `+`."""
    significant = phonenumbers.national_significant_number(number)
    written = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return {significant, written, f"{number.country_code}{significant}"}


@pytest.mark.parametrize(
    ("region", "text", "digits"),
    [
        ("US", "(650) 555-1212", "16505551212"),  # Meta's worked example
        ("US", "1 650.555.1212", "16505551212"),
        ("CA", "416-555-0123", "14165550123"),
        ("MX", "55 1234 5678", "525512345678"),
        ("BR", "(11) 96123-4567", "5511961234567"),
        ("GB", "020 7946 0018", "442079460018"),  # Ofcom's numbers for drama
        ("DE", "(030) 23125 000", "493023125000"),  # Bundesnetzagentur's numbers for drama
        ("DE", "49/30/23125000", "493023125000"),
        ("FR", "02 61 91 12 34", "33261911234"),  # Arcep's numbers for drama
        ("ES", "912 34 56 78", "34912345678"),
        ("IT", "06 6982 1234", "390669821234"),  # the zero of Rome belongs to the number
        ("NL", "06-12345678", "31612345678"),
        ("IN", "098765 43201", "919876543201"),
        ("JP", "03-1234-5678", "81312345678"),
        ("AU", "0491 570 006", "61491570006"),  # ACMA's numbers for drama
    ],
)
def test_a_usual_number_is_read_without_the_library_s_parser(region: str, text: str, digits: str) -> None:
    """A form filled in at home gives the same match key as one that holds the country code, at little cost."""
    assert national.read(text, region) == digits
    assert ph(text, region.lower()) == digits


def test_every_number_of_google_s_tables_is_read_as_google_reads_it() -> None:
    """For each region and each type of number, with and without what is dialled before it."""
    texts = [(text, region) for region in REGIONS for number in examples(region) for text in spellings(number)]
    told = {each: told_by_the_library(*each) for each in texts}
    read = {each: national.read(*each) for each in texts}

    assert [each for each in told if read[each] not in (None, told[each])] == []
    assert len([each for each in told if told[each] and not read[each]]) < len(told) / 100


def test_no_region_s_usual_numbers_are_left_to_the_slow_way() -> None:
    """Fixed lines and mobiles, as they are written at home, are plain in every region of the world."""
    numbers = [(region, each) for region in REGIONS for each in examples(region, USUAL)]
    written = [(phonenumbers.format_number(each, PhoneNumberFormat.NATIONAL), region) for region, each in numbers]

    assert [each for each in written if national.read(*each) is None] == []


@st.composite
def written_somewhere(draw: st.DrawFn) -> tuple[str, str]:
    """A text that is nearly a number of a region: digits changed, lost or added, prefixes in front, separators."""
    region = draw(st.sampled_from(REGIONS))
    numbers = [phonenumbers.national_significant_number(each) for each in examples(region)]
    digits = list(draw(st.sampled_from(numbers) | st.text("0123456789", min_size=1, max_size=17)))
    for at in draw(st.lists(st.integers(0, len(digits) - 1), max_size=3)):
        digits[at] = draw(st.sampled_from("0123456789"))
    number = "".join(digits)[draw(st.sampled_from([0, 0, 0, 1, 3])) :] + draw(st.sampled_from(["", "", "", "1", "07"]))
    return draw(prefixes(region)) + "".join(digit + draw(st.sampled_from(MARKS)) for digit in number), region


MARKS = ["", "", "", "", " ", "-", ".", "/", "(", ")", "  ", "\xa0"]


def prefixes(region: str) -> st.SearchStrategy[str]:
    """What is dialled before a number of the region, rightly or wrongly."""
    plan = PhoneMetadata.metadata_for_region(region)
    assert plan
    code, trunk = str(plan.country_code), plan.national_prefix or ""
    return st.sampled_from(
        ["", "", trunk, trunk, code, code + trunk, trunk + code, "0", "00", "1", "8", "015", "00" + code]
    )


@settings(deadline=None, max_examples=300)
@given(written_somewhere())
@example(("011 15-2345-6789", "AR"))  # a mobile: 15 at home is 9 from abroad
@example(("021 11 96123-4567", "BR"))  # a carrier behind the trunk zero
@example(("25 6789", "GG"))  # an area code that is left out at home
@example(("0156686268", "IM"))  # valid without its zero, but no number of the plan
@example(("008006944449", "BG"))  # would be valid, were 00 not what is dialled for abroad
@example(("358023167", "AX"))  # begins as the country code does
@example(("375 8 10 046-06-93", "BY"))  # a trunk prefix behind the country code
@example(("13101612", "AG"))  # seven digits behind the country code
@example(("8 495 123 45 67", "RU"))
@example(("7 771 000 9998", "KZ"))
@example(("650 555 121٢", "US"))
@example(("650" + " " * 250 + "5551212", "US"))
def test_whatever_is_written_it_is_never_read_otherwise_than_by_the_library(written: tuple[str, str]) -> None:
    """The quick way says what the library says, or leaves the number to it."""
    assert national.read(*written) in (None, told_by_the_library(*written))


@pytest.mark.parametrize(
    "text",
    [
        "+16505551212",
        "650 555 1212 ext. 7",
        "1-800-FLOWERS",
        "011 44 20 7946 0018",
        "1" * 300,
        "650 555 1212 x302/x2303",
        "6",
        "",
        "()",
    ],
)
def test_what_is_not_plain_is_left_to_the_library(text: str) -> None:
    """Letters, extensions, `+` and what is dialled before another country's code are not guessed at."""
    assert national.read(text, "US") is None


@pytest.mark.parametrize("region", ["XX", "", "001", "us"])
def test_a_region_that_is_none_reads_nothing(region: str) -> None:
    """Without a region that has a numbering plan no number is completed."""
    assert national.read("650 555 1212", region) is None


def test_a_gateway_that_meets_no_national_number_never_loads_the_library() -> None:
    """Its tables take a tenth of a second, which a start does not pay."""
    asked = "import sys; from tandem.identity.phone import ph; print(ph('+16505551212'), 'phonenumbers' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert found.stdout.split() == ["16505551212", "False"]
