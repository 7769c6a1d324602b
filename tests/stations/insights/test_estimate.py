"""The estimate of Event Match Quality. Points are read off contracts/meta/match_quality.json, sums are done by hand."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from tandem.emulator.quality.estimate import match_quality as emulators_estimate
from tandem.insights.match_quality.estimate import estimate
from tandem.insights.match_quality.rules import rules

BROWSER = frozenset({"client_ip_address", "client_user_agent"})
"""0.8 + 0.6 points."""

KEYS = (
    "em",
    "fbc",
    "ph",
    "external_id",
    "fbp",
    "client_ip_address",
    "client_user_agent",
    "fn",
    "ct",
    "lead_id",
    "madid",
)


def test_an_event_scores_the_points_of_its_keys() -> None:
    """An e-mail address, the visitor's address and browser: 2.5 + 0.8 + 0.6."""
    told = estimate({BROWSER | {"em"}: 1}, rules())

    assert told.score == 3.9
    shares = {share.key: (share.coverage, share.contributed) for share in told.keys if share.coverage}
    assert shares == {"em": (1, 2.5), "client_ip_address": (1, 0.8), "client_user_agent": (1, 0.6)}


def test_what_would_help_most_is_advised_first() -> None:
    """By gain, in words that can be read aloud."""
    told = estimate({BROWSER | {"em"}: 1}, rules())

    assert [advice.text for advice in told.advice[:4]] == [
        "add click ID: +2.2",
        "add phone: +1.4",
        "add external ID: +1.0",
        "add browser ID: +1.0",
    ]


def test_events_score_their_mean_and_a_key_some_have_gains_by_the_others() -> None:
    """Of four events one has a phone: 0.25 of 1.4 is there, the rest is to be gained."""
    told = estimate({frozenset({"em"}): 3, frozenset({"em", "ph"}): 1}, rules())
    phone = next(share for share in told.keys if share.key == "ph")

    assert told.score == 2.85
    assert (phone.coverage, phone.contributed, phone.gain) == (0.25, 0.35, 1.05)


def test_more_than_ten_is_ten_and_nothing_is_advised_then() -> None:
    """All keys together are worth 13.0: each gives way in proportion, and none would help."""
    told = estimate({frozenset(rules().keys): 1}, rules())

    assert (told.score, told.advice) == (10, ())
    assert math.isclose(sum(share.contributed for share in told.keys), 10, abs_tol=0.1)


def test_a_key_that_meta_does_not_score_adds_nothing() -> None:
    """Nor does a form of the e-mail address that is kept for another platform."""
    assert estimate({frozenset({"madid", "em_google"}): 1}, rules()).score == 0


@given(st.lists(st.frozensets(st.sampled_from(KEYS)), min_size=1, max_size=8))
def test_the_gateway_and_the_emulator_estimate_alike(events: list[frozenset[str]]) -> None:
    """Two programs that share no code read the same contract: an operator sees one number on both pages."""
    ours = estimate({keys: events.count(keys) for keys in events}, rules())
    theirs = emulators_estimate("Purchase", [keys & frozenset(rules().keys) for keys in events], {})

    assert math.isclose(ours.score, theirs.score, abs_tol=0.011)
    for mine, other in zip(ours.keys, theirs.keys, strict=True):
        assert (mine.key, mine.coverage) == (other.key, other.coverage)
        assert math.isclose(mine.gain, other.gain, abs_tol=0.011)
