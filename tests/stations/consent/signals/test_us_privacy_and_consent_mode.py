"""The short strings: US Privacy, and Google's gcs and gcd."""

from __future__ import annotations

import pytest

from tandem.consent.signals.consent_mode import gcd, gcs
from tandem.consent.signals.said import NOTHING, Said
from tandem.consent.signals.us_privacy import us_privacy


@pytest.mark.parametrize(
    ("text", "opted_out"),
    [("1YNN", False), ("1YYN", True), ("1---", False), ("1NYY", True), ("1-Y-", True), ("1yyn", True)],
)
def test_the_us_privacy_string_tells_an_opt_out(text: str, opted_out: bool) -> None:
    """github.com/InteractiveAdvertisingBureau/USPrivacy: the third character. No opt-out is no agreement."""
    assert us_privacy(text) == Said(signal="usp", opted_out=opted_out)


@pytest.mark.parametrize("text", ["", "1", "1YYNN", "2YYN", "1XYN", "1YY", " 1YYN"])
def test_another_text_is_no_us_privacy_string(text: str) -> None:
    assert us_privacy(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "ads"),
    [
        ("G111", "granted"),
        ("G110", "granted"),
        ("G100", "denied"),
        ("G101", "denied"),
        ("G1--", "unknown"),
        ("G1-1", "unknown"),
        ("G211", "unknown"),
        ("", "unknown"),
    ],
)
def test_gcs_tells_ad_storage_and_then_analytics(text: str, ads: str) -> None:
    assert gcs(text).ads == ads


@pytest.mark.parametrize(
    ("letter", "ads"),
    [
        ("l", "unknown"),
        ("m", "denied"),
        ("n", "granted"),
        ("p", "denied"),
        ("q", "denied"),
        ("r", "granted"),
        ("t", "granted"),
        ("u", "denied"),
        ("v", "granted"),
    ],
)
def test_each_letter_of_gcd_holds_a_default_and_an_update(letter: str, ads: str) -> None:
    """The table of pietromingotti.com/consent-mode-parameters: what the visitor said goes before the default."""
    assert gcd(f"13{letter}3{letter}3{letter}3{letter}5").ads == ads


@pytest.mark.parametrize(
    ("text", "ads"),
    [
        ("13r3p3r3r5", "granted"),
        ("13r3r3p3r5", "denied"),
        ("13r3r3r3p5", "denied"),
        ("13p3r3r3r5", "denied"),
        ("13r3r3l3r5", "unknown"),
    ],
)
def test_three_of_the_four_keys_are_about_advertising(text: str, ads: str) -> None:
    """Analytics, the second, is not; a key that nobody set is no agreement."""
    assert gcd(text).ads == ads


@pytest.mark.parametrize(
    "text", ["", "1", "13r3r3r", "23r3r3r3r5", "13r3r3r3r5" + "x" * 20, "13r3r3r3é5", "1٣r3r3r3r5"]
)
def test_another_text_is_no_gcd(text: str) -> None:
    assert gcd(text) == NOTHING
