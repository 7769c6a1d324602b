"""The ids of traces: two processes come to the same, and nobody without the key does."""

from __future__ import annotations

import random

from opentelemetry.sdk.trace.sampling import Decision, TraceIdRatioBased

from tandem.traces.ids import Namer


def test_a_trace_is_named_by_what_the_event_is_known_by() -> None:
    """`printf '["event","shop","Purchase","order_1"]' | openssl dgst -sha256 -hmac key`, the first 16 bytes."""
    named = Namer(b"key", 1.0)
    assert f"{named.of_event('shop', 'Purchase', 'order_1'):032x}" == "7b9dd56581a0c7949ec06e544ed3924e"
    assert f"{named.of_order('shop', '1'):032x}" == "5e67562b592a4530cf9e6ba5e7525955"


def test_another_gateway_names_the_same_order_otherwise() -> None:
    """Whoever sees traces cannot try order numbers until one fits."""
    assert Namer(b"key", 1.0).of_order("shop", "1") != Namer(b"another", 1.0).of_order("shop", "1")


def test_names_do_not_run_into_each_other() -> None:
    named = Namer(b"key", 1.0)
    assert named.of_event("shop", "a", "bc") != named.of_event("shop", "ab", "c")


def test_the_share_is_taken_as_opentelemetry_takes_it() -> None:
    """Its own TraceIdRatioBased says the same of every trace: what is downstream may sample by the same rule."""
    chance = random.Random(7)
    for share in (0.0001, 0.25, 0.5, 1.0):
        ours, theirs = Namer(b"key", share), TraceIdRatioBased(share)
        for trace in (chance.getrandbits(128) for _ in range(500)):
            sampled = theirs.should_sample(None, trace, "a span").decision is Decision.RECORD_AND_SAMPLE
            assert ours.keeps(trace) == sampled, (share, f"{trace:032x}")


def test_only_a_name_that_the_site_has_defined_is_shown() -> None:
    """A sender may call its event anything, also by somebody's address."""
    named = Namer(b"key", 1.0, known=frozenset({"Purchase"}))
    assert (named.shown("Purchase"), named.shown("ada at example")) == ("Purchase", "custom event")
