"""Who speaks for the visitor, and whose word holds: the tag, a banner's strings and cookies, the browser itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.config.consent import Consent, Policy
from tandem.consent.hearing import heard, heard_event
from tandem.consent.rules import at_intake
from tandem.event.model import Grants
from tandem.sources.arrival import Arrival, ConsentStrings
from tests.stations.consent.signals.tc_strings import DAY, tc_string
from tests.support.clock import NOON
from tests.support.events import DENIED, GRANTED, UNKNOWN, arrival, arrived

REFUSED = "wp_consent_marketing=deny"
AGREED = "wp_consent_marketing=allow"
TRUSTING = Consent(server_signals=("wp-consent-api", "tcf", "usp", "gpp", "onetrust"))
POLICIES: list[Policy] = ["opt-in", "opt-out", "opt-out-ldu", "none"]


def request(**changes: Any) -> Arrival:
    return arrival(source="tag", **changes)


@pytest.mark.parametrize(
    ("own", "cookies", "holds"),
    [
        (GRANTED, REFUSED, GRANTED),
        (DENIED, AGREED, DENIED),
        (UNKNOWN, REFUSED, Grants("denied", "wp-consent-api")),
        (UNKNOWN, AGREED, Grants("granted", "wp-consent-api")),
        (UNKNOWN, f"euconsent-v2={tc_string()}", Grants("granted", "tcf", DAY)),
        (UNKNOWN, f"{AGREED}; euconsent-v2={tc_string(purposes=[])}", Grants("denied", "tcf", DAY + timedelta(days=1))),
        (UNKNOWN, "_fbp=1; theme=dark", UNKNOWN),
        (UNKNOWN, "", UNKNOWN),
    ],
)
def test_the_tags_answer_governs_and_where_it_has_none_the_cookies_do(own: Grants, cookies: str, holds: Grants) -> None:
    """The tag knows of this page's moment; the banner's cookie is what remains of an earlier one."""
    assert heard(request(grants=own, cookies=cookies), TRUSTING).grants == holds


def test_cookies_that_the_site_does_not_trust_say_nothing() -> None:
    assert heard(request(cookies=AGREED), Consent()).grants == UNKNOWN


def test_a_string_dated_in_the_future_is_dated_by_its_arrival() -> None:
    """Else no later answer could take it back."""
    cookies = f"euconsent-v2={tc_string(updated=NOON + timedelta(days=400))}"
    assert heard(request(cookies=cookies), TRUSTING).grants == Grants("granted", "tcf", NOON)


@pytest.mark.parametrize(
    ("own", "strings", "ads"),
    [
        (Grants("granted"), ConsentStrings(tcf=tc_string(purposes=[])), "denied"),
        (Grants("denied"), ConsentStrings(tcf=tc_string()), "denied"),
        (Grants("granted", "shop", NOON), ConsentStrings(tcf=tc_string(purposes=[])), "granted"),
        (Grants("denied", "shop", DAY - timedelta(days=9)), ConsentStrings(tcf=tc_string()), "granted"),
        (UNKNOWN, ConsentStrings(gcs="G111"), "granted"),
        (Grants("granted"), ConsentStrings(gcs="G100"), "denied"),
        (Grants("granted"), ConsentStrings(gcs="nonsense"), "granted"),
        (UNKNOWN, ConsentStrings(), "unknown"),
    ],
)
def test_of_a_backends_word_and_its_strings_the_later_holds_else_the_refusal(
    own: Grants, strings: ConsentStrings, ads: str
) -> None:
    assert heard_event(arrived(source="backend", grants=own, strings=strings), Consent()).grants.ads == ads


OPT_OUTS = [
    {"gpc": True},
    {"cookies": "usprivacy=1YYN"},
    {"cookies": "OTGPPConsent=DBABTA~1YYN"},
    {"cookies": "OptanonConsent=isGpcEnabled=1"},
]


@pytest.mark.parametrize("told", OPT_OUTS)
@pytest.mark.parametrize("own", [GRANTED, UNKNOWN])
def test_an_opt_out_of_sale_limits_the_event_where_the_policy_says_so(told: dict[str, Any], own: Grants) -> None:
    """A refusal of sale or sharing is not one of everything: Limited Data Use is what Meta offers for it."""
    policy = Consent(regions={"US-CA": "opt-out-ldu"}, server_signals=TRUSTING.server_signals)
    grants = heard(request(grants=own, region="US-CA", **told), policy).grants
    assert (grants.ads, grants.limit) == (own.ads, (1, 1000))


@pytest.mark.parametrize("told", OPT_OUTS)
@pytest.mark.parametrize("own", [GRANTED, UNKNOWN])
@pytest.mark.parametrize("region", ["US-TX", "DE", None])
def test_elsewhere_it_is_a_refusal(told: dict[str, Any], own: Grants, region: str | None) -> None:
    policy = Consent(regions={"US-CA": "opt-out-ldu", "US": "opt-out"}, server_signals=TRUSTING.server_signals)
    grants = heard(request(grants=own, region=region, **told), policy).grants
    assert (grants.ads, grants.limit, grants.at) == ("denied", None, NOON)


def test_where_nothing_is_asked_the_browsers_signal_is_not_counted_and_a_string_is() -> None:
    """`none`: no law that we know gives Global Privacy Control a meaning there. A US string is the visitor's own no."""
    nowhere = Consent(policy="none", server_signals=("usp",))
    assert heard(request(gpc=True, grants=GRANTED), nowhere).grants == GRANTED
    assert heard(request(cookies="usprivacy=1YYN", grants=GRANTED), nowhere).grants.ads == "denied"


@pytest.mark.parametrize("kind", POLICIES)
def test_global_privacy_control_counts_only_where_it_is_honoured(kind: Policy) -> None:
    assert heard(request(gpc=True, grants=GRANTED), Consent(policy=kind, honour_gpc=False)).grants == GRANTED


def test_global_privacy_control_is_a_refusal_of_its_own_moment() -> None:
    """It stops what the visitor's earlier yes still has waiting."""
    early = Grants("granted", "manual", NOON - timedelta(days=1))
    assert heard(request(gpc=True, grants=early), Consent()).grants == Grants("denied", "gpc", NOON)


@pytest.mark.parametrize("kind", POLICIES)
def test_a_no_to_the_site_is_never_softened_to_a_limit(kind: Policy) -> None:
    """The banner's refusal forbids; only an opt-out of sale limits."""
    told = heard(request(grants=DENIED, gpc=True), Consent(policy=kind)).grants
    assert told.ads == "denied"


def test_what_the_tag_says_of_a_limit_stands() -> None:
    limited = Grants("unknown", "", None, (1, 1005))
    assert heard(request(grants=limited, cookies=AGREED), TRUSTING).grants == Grants(
        "granted", "wp-consent-api", None, (1, 1005)
    )
    ldu = Consent(policy="opt-out-ldu")
    assert heard(request(grants=limited, gpc=True, region="US-CA"), ldu).grants == limited


def test_what_was_heard_is_heard_once() -> None:
    """Neither the header nor the strings go any further."""
    once = heard(request(gpc=True, cookies=REFUSED), TRUSTING)
    assert (once.cookies, once.gpc) == ("", False)
    assert heard(once, TRUSTING) == once
    kept = at_intake(arrived(source="backend", grants=UNKNOWN, strings=ConsentStrings(gcs="G100")), Consent())
    assert (kept.strings, kept.user_data, kept.grants) == (ConsentStrings(), {}, Grants("denied", "gcs"))
