"""TC strings and the Additional Consent string: four purposes, no vendor, and what is invalid says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tandem.consent.signals.said import NOTHING, Said
from tandem.consent.signals.tcf import TcString, additional_consent, decode, tcf
from tests.stations.consent.signals.tc_strings import DAY, characters, tc_string

SPEC_VECTOR = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA"
GPP_GUIDE = (
    "CPonToAPonToABEACBENC7CoAP_AAH_AAAwII4Nf_X__b3_n-_7___t0eY1f9_7__-0zjhfdt-8N3f_X_L8X_2M7vF36tr4KuR4ku3bBIQdtHOn"
    "cTUmx6olVrzPsbk2cr7NKJ7Pkmnsbe2dYGH9_n93T_ZKZ7___f__7___________________v____-_____9____________________________"
    "____8EcGv_r__t7_z_f9___26PMav-_9___aZxwvu2_eG7v_r_l-L_7Gd3i79W18FXI8SXbtgkIO2jnTuJqTY9USq15n2NybOV9mlE9nyTT2NvbO"
    "sDD-_z-7p_slM9___v__9___________________3_____f____-________________________________-AAAA.YAAAAAAAAAAA"
)
"""The example of a vendor's guide to GPP, uniconsent.com/docs/knowledge-base/gpp-string: everything is granted."""


def test_a_published_string_is_read_with_its_segments() -> None:
    """Decoded alike by two other decoders: its segments, and a policy too old to hold."""
    assert decode(SPEC_VECTOR) == TcString(
        updated=datetime(2025, 6, 3, tzinfo=UTC),
        cmp=880,
        language="EN",
        vendor_list=48,
        policy=2,
        service_specific=True,
        purposes=frozenset(),
        legitimate_interests=frozenset(),
        publisher_country="DE",
        vendors=((1, 4),),
        vendor_interests=(),
        disclosed=((1, 5), (100, 100), (404, 404)),
        publisher=frozenset(),
    )
    assert tcf(SPEC_VECTOR) == NOTHING


def test_a_long_string_of_a_real_banner_is_read() -> None:
    told = decode(GPP_GUIDE)  # 883 vendors: the set bits behind bit 230, counted with base64 and str.count
    assert (told.cmp, told.language, told.service_specific) == (68, "EN", True)
    assert told.purposes == frozenset(range(1, 11))
    assert told.publisher_country == "GB"
    assert sum(last - first + 1 for first, last in told.vendors) == 883


@pytest.mark.parametrize(
    ("purposes", "ads"),
    [
        ([1, 3, 4, 7], "granted"),
        (range(1, 12), "granted"),
        ([], "denied"),
        ([3, 4, 7], "denied"),
        ([1, 4, 7], "denied"),
        ([1, 3, 7], "denied"),
        ([1, 3, 4], "denied"),
        ([1, 2, 5, 6, 8, 9, 10, 11], "denied"),
    ],
)
def test_all_four_purposes_of_advertising_are_asked(purposes: list[int], ads: str) -> None:
    """Store on the device, build a profile, use it, measure ads; legitimate interest is no agreement."""
    assert tcf(tc_string(purposes=purposes)).ads == ads


def test_an_agreement_is_dated_by_the_beginning_of_its_day_a_refusal_by_its_end() -> None:
    """The string tells the day alone: neither may outweigh an answer that was given later on that day."""
    assert tcf(tc_string()) == Said(ads="granted", signal="tcf", at=DAY)
    assert tcf(tc_string(purposes=[])) == Said(ads="denied", signal="tcf", at=DAY + timedelta(days=1))


def test_a_moment_that_is_not_rounded_stands() -> None:
    moment = DAY + timedelta(hours=9, minutes=30)
    assert tcf(tc_string(updated=moment)).at == tcf(tc_string(updated=moment, purposes=[])).at == moment


@pytest.mark.parametrize("changed", [{"version": 1}, {"version": 3}, {"policy": 3}, {"local": 0}])
def test_a_string_that_is_not_valid_today_says_nothing(changed: dict[str, int]) -> None:
    """Version 2, policy 4 or newer (since 2023-09-30), service-specific."""
    assert tcf(tc_string(**changed)) == NOTHING  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "C", "CQ", "garbage!", "DBABM", SPEC_VECTOR[:40], "C" * 20_000, "Ñ", tc_string() + ".I"]
)
def test_what_is_no_string_says_nothing(text: str) -> None:
    assert tcf(text) == NOTHING


def test_vendors_by_the_ten_thousand_cost_nothing() -> None:
    """Ranges stay ranges: 2,900 of them over the whole number space would be two hundred million numbers."""
    core = tc_string()
    segment = f"{1:03b}{65535:016b}1{2900:012b}" + f"1{1:016b}{65535:016b}" * 2900
    told = decode(f"{core}.{characters(segment)}")
    assert told.disclosed == ((1, 65535),) * 2900


@pytest.mark.parametrize(
    ("text", "providers"),
    [
        ("2~1.35.89~dv.41.101", {1, 35, 89}),
        ("2~89~dv.", {89}),
        ("2~~dv.", set()),
        ("1~89.2572", {89, 2572}),
        ("1~", set()),
    ],
)
def test_the_additional_consent_string_names_googles_providers(text: str, providers: set[int]) -> None:
    assert additional_consent(text) == providers


@pytest.mark.parametrize(
    "text", ["", "2", "2~89", "2~89~", "3~89", "1~a", "1~8..9", "1~89.", "2~89~dv.x", "٢~89~dv.", "1~" + "1." * 9]
)
def test_another_text_is_no_additional_consent_string(text: str) -> None:
    assert additional_consent(text) is None


@pytest.mark.parametrize(
    ("purposes", "additional", "ads"),
    [
        ([1, 3, 4, 7], "2~89~dv.", "granted"),
        ([1, 3, 4, 7], "2~2572~dv.89", "denied"),
        ([1, 3, 4, 7], None, "unknown"),
        ([1, 3, 4, 7], "nonsense", "unknown"),
        ([], "2~89~dv.", "denied"),
    ],
)
def test_where_meta_must_be_named_the_purposes_do_not_suffice(
    purposes: list[int], additional: str | None, ads: str
) -> None:
    """89 is Meta's number on Google's list; on the IAB's own it is another company."""
    assert tcf(tc_string(purposes=purposes), additional, require_additional=True).ads == ads


def test_unless_it_must_be_named_the_purposes_suffice() -> None:
    assert tcf(tc_string(), "2~2572~dv.").ads == "granted"
