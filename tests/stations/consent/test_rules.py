"""What may be kept and what may be sent: the whole table."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.config.schema import Consent
from tandem.consent.hearing import governing
from tandem.consent.rules import Hold, Ruling, Send, Withhold, at_intake, at_release, without_person
from tandem.event.click import Click
from tandem.event.model import Grants
from tandem.event.outcome import Reason
from tandem.event.person import Person
from tests.support.clock import NOON
from tests.support.events import ADA, DENIED, GRANTED, UNKNOWN, arrived, event, tag_event

OPT_IN, OPT_OUT = Consent(policy="opt-in"), Consent(policy="opt-out")
EARLIER, LATER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
ALL_IDENTITY = ("user_data", "clicks", "client_ip_address", "client_user_agent", "event_source_url", "referrer_url")


@pytest.mark.parametrize("policy", [OPT_IN, OPT_OUT])
@pytest.mark.parametrize("grants", [GRANTED, UNKNOWN])
def test_nothing_is_taken_from_an_event_that_nobody_refused(grants: Grants, policy: Consent) -> None:
    """Unknown is not no: another leg may still bring the answer."""
    assert at_intake(arrived(grants=grants), policy) == arrived(grants=grants)


@pytest.mark.parametrize("policy", [OPT_IN, OPT_OUT])
def test_after_a_refusal_nothing_of_the_visitor_is_kept(policy: Consent) -> None:
    kept = at_intake(arrived(grants=DENIED, custom_data={"value": 5}, clicks={"gclid": "Cj0"}), policy)
    assert [getattr(kept, name) for name in ALL_IDENTITY] == [{}, {}, None, None, None, None]
    assert (kept.event_name, kept.event_id, kept.custom_data, kept.grants) == ("Lead", "lead-1", {"value": 5}, DENIED)


@pytest.mark.parametrize("grants", [GRANTED, UNKNOWN, DENIED])
def test_global_privacy_control_is_a_refusal(grants: Grants) -> None:
    """Whatever the page's own banner said."""
    kept = at_intake(arrived(grants=grants, gpc=True), OPT_OUT)
    assert kept.grants == Grants("denied", "gpc", NOON)
    assert [getattr(kept, name) for name in ALL_IDENTITY] == [{}, {}, None, None, None, None]


def test_a_site_may_choose_not_to_honour_global_privacy_control() -> None:
    assert at_intake(arrived(gpc=True), Consent(honour_gpc=False)).grants == GRANTED


SOON = NOON + timedelta(seconds=1)
WAITED = NOON + timedelta(seconds=600)


@pytest.mark.parametrize(
    ("grants", "withdrawn_at", "policy", "now", "ruling"),
    [
        (GRANTED, None, OPT_IN, SOON, Send()),
        (GRANTED, None, OPT_OUT, SOON, Send()),
        (DENIED, None, OPT_IN, SOON, Withhold(Reason.NO_CONSENT)),
        (DENIED, None, OPT_OUT, SOON, Withhold(Reason.NO_CONSENT)),
        (UNKNOWN, None, OPT_OUT, SOON, Send()),
        (UNKNOWN, None, OPT_IN, SOON, Hold(WAITED)),
        (UNKNOWN, None, OPT_IN, WAITED, Withhold(Reason.NO_CONSENT)),
        (GRANTED, LATER, OPT_IN, SOON, Withhold(Reason.CONSENT_WITHDRAWN)),
        (GRANTED, LATER, OPT_OUT, SOON, Withhold(Reason.CONSENT_WITHDRAWN)),
        (GRANTED, NOON, OPT_IN, SOON, Withhold(Reason.CONSENT_WITHDRAWN)),
        (GRANTED, EARLIER, OPT_IN, SOON, Send()),
        (UNKNOWN, LATER, OPT_OUT, SOON, Withhold(Reason.CONSENT_WITHDRAWN)),
        (UNKNOWN, EARLIER, OPT_OUT, SOON, Send()),
        (Grants("granted", "shop"), LATER, OPT_IN, SOON, Withhold(Reason.CONSENT_WITHDRAWN)),
        (Grants("granted", "shop"), EARLIER, OPT_IN, SOON, Send()),
        (DENIED, LATER, OPT_IN, SOON, Withhold(Reason.NO_CONSENT)),
    ],
)
def test_the_table_of_release(
    grants: Grants, withdrawn_at: datetime | None, policy: Consent, now: datetime, ruling: Ruling
) -> None:
    """An undated yes counts from the event's arrival; of a yes and a no of the same moment the no holds."""
    assert at_release(event(grants=grants), withdrawn_at, policy, now) == ruling


@pytest.mark.parametrize(
    ("region", "ruling"),
    [
        (None, Hold(WAITED)),
        ("DE", Hold(WAITED)),
        ("US", Send()),
        ("US-NY", Send()),
        ("US-CA", Hold(WAITED)),
        ("CA", Send()),
        ("CH", Send()),
    ],
)
def test_the_policy_is_that_of_the_visitors_region(region: str | None, ruling: Ruling) -> None:
    """The subdivision goes before the country, the country before the site. CA alone is Canada."""
    policy = Consent(regions={"US": "opt-out", "US-CA": "opt-in", "CA": "opt-out-ldu", "CH": "none"})
    assert at_release(event(grants=UNKNOWN, region=region), None, policy, SOON) == ruling


@pytest.mark.parametrize("policy", ["opt-in", "opt-out", "opt-out-ldu", "none"])
def test_a_no_is_a_no_in_every_region(policy: str) -> None:
    ruled = at_release(event(grants=DENIED, region="US"), None, Consent(regions={"US": policy}), SOON)  # type: ignore[dict-item]
    assert ruled == Withhold(Reason.NO_CONSENT)


def test_how_long_an_unanswered_event_waits_is_the_sites_choice() -> None:
    policy = Consent(wait=5.0)
    assert at_release(event(grants=UNKNOWN), None, policy, SOON) == Hold(NOON + timedelta(seconds=5))


@given(
    ads=st.sampled_from(["denied", "unknown"]),
    policy=st.sampled_from([OPT_IN, OPT_OUT]),
    withdrawn=st.none() | st.just(LATER),
    minutes=st.integers(0, 10_000),
)
def test_nothing_is_ever_sent_against_a_refusal_or_without_a_yes_where_one_is_needed(
    ads: str, policy: Consent, withdrawn: datetime | None, minutes: int
) -> None:
    now = NOON + timedelta(minutes=minutes)
    ruling = at_release(event(grants=Grants(ads)), withdrawn, policy, now)  # type: ignore[arg-type]
    if ads == "denied" or policy is OPT_IN or withdrawn is not None:
        assert ruling != Send()


YES_EARLY, YES_LATE = Grants("granted", "a", EARLIER), Grants("granted", "b", LATER)
NO_EARLY, NO_LATE = Grants("denied", "a", EARLIER), Grants("denied", "b", LATER)
YES_UNDATED, NO_UNDATED = Grants("granted", "c"), Grants("denied", "c")


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (UNKNOWN, YES_EARLY, YES_EARLY),
        (UNKNOWN, NO_EARLY, NO_EARLY),
        (YES_EARLY, NO_LATE, NO_LATE),
        (NO_EARLY, YES_LATE, YES_LATE),
        (YES_UNDATED, NO_EARLY, NO_EARLY),
        (YES_LATE, NO_UNDATED, NO_UNDATED),
        (YES_UNDATED, NO_UNDATED, NO_UNDATED),
        (Grants("granted", "a", NOON), Grants("denied", "b", NOON), Grants("denied", "b", NOON)),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (YES_EARLY, YES_LATE, YES_LATE),
    ],
)
def test_of_two_reports_one_holds_whichever_came_first(one: Grants, other: Grants, holds: Grants) -> None:
    """An answer before none; the later of two dated ones; else the refusal."""
    assert governing(one, other) == holds
    assert governing(other, one) == holds


def test_a_limit_that_one_of_two_reports_tells_of_stays() -> None:
    """The Pixel's leg went limited: the server's must say the same, whoever's answer governs."""
    limited = Grants("unknown", "", None, (1, 1000))
    for one, other in ((limited, YES_LATE), (YES_LATE, limited)):
        assert governing(one, other) == Grants("granted", "b", LATER, (1, 1000))


def test_an_event_without_its_person_holds_nothing_of_the_visitor() -> None:
    seen = tag_event(person=ADA, referrer_url="https://search.example/", clicks={"gclid": Click("Cj0")})
    bare = without_person(seen)
    assert bare.clicks == {}
    assert bare.person == Person()
    assert (bare.client_ip_address, bare.client_user_agent, bare.event_source_url, bare.referrer_url) == (None,) * 4
    assert bare.custom_data == tag_event().custom_data
