"""
GPP strings. Expected values: the examples of github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform and the
published test values of the reference library, github.com/IABTechLab/iabgpp-es.
"""

from __future__ import annotations

import pytest

from tandem.consent.signals.gpp import gpp, section_ids, us_fields
from tandem.consent.signals.said import NOTHING, Said
from tandem.kit import contracts
from tests.stations.consent.signals.tc_strings import DAY, characters, tc_string

SECTIONS = {row["name"]: int(number) for number, row in contracts.load("consent/gpp.json")["sections"].items()}


@pytest.mark.parametrize(
    ("header", "ids"),
    [
        ("DBAA", []),
        ("DBABM", [2]),
        ("DBABMA", [2]),
        ("DBACNY", [2, 6]),
        ("DBACNYA", [2, 6]),
        ("DBABjw", [5, 6]),
        ("DBABLA", [7]),
        ("DBABTA", [6]),
    ],
)
def test_the_header_lists_the_sections(header: str, ids: list[int]) -> None:
    """Single ids and groups, in Fibonacci coding, each counted from the one before."""
    assert section_ids(header) == ids


ALL_OPTED_OUT = {
    "usnat": "BVVVkkkklWA.YA",
    "usca": "BVWSSSVY.YA",
    "usva": "BVWSSVY",
    "usco": "BVWSSVg.YA",
    "usut": "BVVkklWA",
    "usct": "BVWSSZFg.YA",
    "usfl": "BVWSSZlY",
    "usmt": "BVWSSZFY.YA",
    "usor": "BVWSSRpFYA.YA",
    "ustx": "BVWSSVWA.YA",
    "usde": "BVWSSSSVY.Y",
    "usia": "BVVkklW.Y",
    "usne": "BVWSSVWA.YA",
    "usnh": "BVWSSZFY.YA",
    "usnj": "BVWSSRklWA.YA",
    "ustn": "BVWSSVWA.YA",
    "usmn": "BVWSSVWA.YA",
    "usmd": "BVVV.Y",
    "usin": "BVVVkkk.YA",
    "usky": "BVVVkkk.YA",
    "usri": "BVVV.kkk",
}
"""Where the reference library sets every notice and every opt-out to 1."""

NOBODY_OPTED_OUT = {
    "usnat": "BAAAVVVVUQA.QA",
    "usca": "BAAAAABA.QA",
    "usco": "BAAAAEA",
    "usct": "BAAAAAEA",
    "usfl": "BAAAAABA",
    "usmt": "BAAAAABA",
    "usor": "BAAAAAABAA",
    "usde": "BAAAAAABA.Q",
    "usia": "BAAAAAQ.Q",
    "usne": "BAAAAAQA",
    "usnh": "BAAAAABA",
    "usnj": "BAAAAAAAQA",
    "ustn": "BAAAAAQA",
    "usmn": "BAAAAAQ.Q",
    "usmd": "BQAA.Q",
    "usin": "BQAAAAA.QA",
    "usky": "BQAAAAA.QA",
    "usri": "BQAA.AAA",
}
"""Its defaults: nothing applies; and the version-1 example of the national section."""


def header_of(section: str) -> str:
    """A header with one section: 3, 1, one entry, single, and the Fibonacci code of its id."""
    return characters(f"{3:06b}{1:06b}{1:012b}0{fibonacci(SECTIONS[section])}")


def fibonacci(number: int) -> str:
    numbers = [1, 2]
    while numbers[-1] <= number:
        numbers.append(numbers[-1] + numbers[-2])
    bits = ""
    for each in reversed(numbers[:-1]):
        bits, number = ("1" + bits, number - each) if each <= number else ("0" + bits, number)
    return bits.rstrip("0") + "1"


@pytest.mark.parametrize("section", ALL_OPTED_OUT)
def test_an_opt_out_of_every_american_section_is_seen(section: str) -> None:
    fields = us_fields(SECTIONS[section], ALL_OPTED_OUT[section].split(".")[0])
    assert {name: value for name, value in fields.items() if name.endswith("OptOut")} == dict.fromkeys(
        [name for name in fields if name.endswith("OptOut")], 1
    )
    said = gpp(f"{header_of(section)}~{ALL_OPTED_OUT[section]}")
    assert (said.ads, said.opted_out, said.gpc) == ("unknown", True, ".Y" in ALL_OPTED_OUT[section])


@pytest.mark.parametrize("section", NOBODY_OPTED_OUT)
def test_who_did_not_opt_out_has_not_agreed_either(section: str) -> None:
    said = gpp(f"{header_of(section)}~{NOBODY_OPTED_OUT[section]}")
    assert (said.ads, said.opted_out, said.gpc) == ("unknown", False, False)


def test_the_fields_stand_in_their_order() -> None:
    """The reference library's own value of California with a different number in each field."""
    assert us_fields(8, "BbYbGwXY") == {
        "SaleOptOutNotice": 1,
        "SharingOptOutNotice": 2,
        "SensitiveDataLimitUseNotice": 3,
        "SaleOptOut": 1,
        "SharingOptOut": 2,
    }


@pytest.mark.parametrize(
    ("text", "opted_out"),
    [
        ("DBABLA~BAAAVVVVUQA.QA", False),
        ("DBABLA~CAAAVVVVVVRA.QA", False),
        ("DBABTA~1YNN", False),
        ("DBABTA~1YYN", True),
    ],
)
def test_the_published_whole_strings(text: str, opted_out: bool) -> None:
    """Both versions of the national section, and the US Privacy string as a section."""
    assert gpp(text) == Said(signal="gpp", opted_out=opted_out)


def test_the_european_section_is_a_tc_string() -> None:
    assert gpp(f"DBABM~{tc_string()}") == Said(ads="granted", signal="gpp", at=DAY)
    assert gpp(f"DBACNY~{tc_string()}~1YYN") == Said(ads="granted", signal="gpp", at=DAY, opted_out=True)


def test_a_section_that_nobody_can_read_does_not_hide_its_neighbour() -> None:
    assert gpp("DBACNY~nonsense~1YYN").opted_out
    assert gpp("DBABLA~ZVVVkkkklWA.YA") == Said(signal="gpp")


@pytest.mark.parametrize(
    "text", ["", "~", "D", "DBABM", "CBABM~x", "DAABM~x", "DB__" + "_" * 400, "1YNN", "DBABLA~", "DBABLA"]
)
def test_what_is_no_string_says_nothing(text: str) -> None:
    said = gpp(text)
    assert (said.ads, said.opted_out, said.gpc) == (NOTHING.ads, False, False)


def test_a_header_cannot_list_more_than_there_is() -> None:
    """A group of two million sections in a dozen characters must cost neither memory nor time."""
    many = "0" * 29 + "11"
    assert gpp(characters(f"{3:06b}{1:06b}{1:012b}1{fibonacci(1)}{many}") + "~x") == NOTHING
