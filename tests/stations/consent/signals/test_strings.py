"""Several signals at once: those the site trusts, a refusal before an agreement; and nothing whatever raises."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.config.consent import Banners, Consent
from tandem.consent.signals.banners import READERS
from tandem.consent.signals.gpp import gpp, us_fields
from tandem.consent.signals.said import NOTHING, Said, Unreadable, together
from tandem.consent.signals.strings import from_cookies, from_strings
from tandem.consent.signals.tcf import tcf
from tandem.sources.arrival import ConsentStrings
from tests.stations.consent.signals.tc_strings import DAY, characters, tc_string

EVERY = ("tcf", "gpp", "usp", *READERS)
TRUSTING = Consent(
    server_signals=EVERY,  # type: ignore[arg-type]
    additional_consent="require",
    banners=Banners(didomi_purposes=("a",), klaro_services=("a",)),
)
GRANTED, DENIED = tc_string(), tc_string(purposes=[])


def test_only_the_signals_that_the_site_trusts_are_read() -> None:
    """Anybody may set a cookie; without the owner's word none of them speaks for the visitor."""
    header = f"euconsent-v2={GRANTED}; usprivacy=1YYN; cmplz_marketing=deny"
    assert from_cookies(header, Consent()) == NOTHING
    assert from_cookies(header, Consent(server_signals=("tcf",))) == Said(ads="granted", signal="tcf", at=DAY)
    assert from_cookies(header, Consent(server_signals=("usp",))) == Said(signal="usp", opted_out=True)
    assert from_cookies(header, Consent(server_signals=("complianz",))).ads == "denied"
    assert from_cookies(header, Consent(server_signals=("klaro",))) == NOTHING


def test_of_several_signals_a_refusal_holds_and_an_opt_out_is_kept() -> None:
    header = f"usprivacy=1YYN; euconsent-v2={GRANTED}; wp_consent_marketing=deny"
    told = from_cookies(header, Consent(server_signals=("tcf", "usp", "wp-consent-api")))
    assert told == Said(ads="denied", signal="wp-consent-api", opted_out=True)


def test_the_strings_of_the_iab_lie_in_the_cookies_that_the_site_names() -> None:
    policy = Consent(
        server_signals=("tcf", "gpp"),
        additional_consent="require",
        banners=Banners(tcf_cookies=("tc",), gpp_cookies=("gpp",), additional_consent_cookie="ac"),
    )
    assert from_cookies(f"tc={GRANTED}; ac=2~89~dv.", policy).ads == "granted"
    assert from_cookies(f"tc={GRANTED}; ac=2~1~dv.", policy).ads == "denied"
    assert from_cookies(f"euconsent-v2={GRANTED}", policy) == NOTHING
    assert from_cookies("gpp=DBABTA~1YYN", policy).opted_out


@pytest.mark.parametrize(
    ("strings", "ads", "opted_out"),
    [
        (ConsentStrings(), "unknown", False),
        (ConsentStrings(tcf=GRANTED), "granted", False),
        (ConsentStrings(tcf=GRANTED, gcs="G100"), "denied", False),
        (ConsentStrings(gcs="G111"), "granted", False),
        (ConsentStrings(gcd="13r3r3r3r5"), "granted", False),
        (ConsentStrings(gpp=f"DBABM~{DENIED}", gcs="G111"), "denied", False),
        (ConsentStrings(usp="1YYN", gcs="G111"), "granted", True),
        (ConsentStrings(tcf="x", gpp="x", usp="x", gcs="x", gcd="x", ac="x"), "unknown", False),
    ],
)
def test_a_senders_strings_speak_together(strings: ConsentStrings, ads: str, opted_out: bool) -> None:
    told = from_strings(strings, Consent())
    assert (told.ads, told.opted_out) == (ads, opted_out)


@given(st.text(), st.text(alphabet="CDBAQ~.-_1YN"), st.binary())
def test_no_text_whatever_raises(anything: str, alike: str, raw: bytes) -> None:
    """What cannot be read says nothing: it never costs the event."""
    for text in (anything, alike, raw.decode("latin-1")):
        told = from_strings(ConsentStrings(tcf=text, ac=text, gpp=text, usp=text, gcs=text, gcd=text), TRUSTING)
        assert told.ads != "granted" or text.startswith("G11")


@given(st.text(alphabet="01", max_size=900), st.text(alphabet="01", max_size=300), st.integers(1, 27))
def test_no_bits_whatever_raise(core: str, segment: str, section: int) -> None:
    """Strings that begin as they should and go on as they like."""
    tc = f"{characters('000010' + core)}.{characters('001' + segment)}"
    tcf(tc)
    gpp(f"{characters('000011000001000000000001' + core)}~{tc}~{characters('000001' + segment)}")
    with suppress(Unreadable, KeyError):
        us_fields(section, characters("000001" + segment))


NAMES = ("euconsent-v2", "addtl_consent", "OTGPPConsent", "usprivacy", "CookieConsent", "OptanonConsent", "klaro")
MORE = ("OptanonAlertBoxClosed", "didomi_token", "cookieyes-consent", "cmplz_marketing", "_tracking_consent")


@given(
    st.lists(st.tuples(st.sampled_from(NAMES + MORE), st.text(alphabet="{}[]\"':,.=%+0123456789CDabtruefls~-_é\x00")))
)
def test_no_cookie_whatever_raises(cookies: list[tuple[str, str]]) -> None:
    from_cookies("; ".join(f"{name}={value}" for name, value in cookies), TRUSTING)


@given(st.binary())
def test_no_bytes_of_a_header_raise(header: bytes) -> None:
    from_cookies(header.decode("latin-1"), TRUSTING)
    for name in NAMES + MORE:
        from_cookies(f"{name}={header.decode('latin-1')}", TRUSTING)


SAID = st.builds(
    Said,
    ads=st.sampled_from(["granted", "denied", "unknown"]),
    signal=st.sampled_from("ab"),
    opted_out=st.booleans(),
    gpc=st.booleans(),
)


@given(st.lists(SAID))
def test_no_refusal_is_lost_among_others(told: list[Said]) -> None:
    found = together(told)
    ads = {said.ads for said in told}
    assert found.ads == ("denied" if "denied" in ads else "granted" if "granted" in ads else "unknown")
    assert (found.opted_out, found.gpc) == (any(s.opted_out for s in told), any(s.gpc for s in told))
