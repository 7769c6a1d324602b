"""Who may speak for an account at Stripe."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.outcome import Reason
from tandem.kit.secret import Secret
from tandem.sources.stripe.source import StripeAccount
from tests.support.shops.messages import SECRETS, message, posted, stripe_signature

ACCOUNT = StripeAccount(Settings(name="books", kind="stripe"), SECRETS)
NOW = datetime(2026, 11, 22, 11, 1, tzinfo=UTC)
BODY = json.dumps(message("stripe_session")).encode()


def refusal(body: bytes, signature: str) -> Refused:
    with pytest.raises(Refused) as caught:
        ACCOUNT.verify(posted(body, {"stripe-signature": signature}, NOW))
    return caught.value


@pytest.mark.parametrize("secret", SECRETS)
def test_while_a_secret_is_rolled_both_open(secret: Secret) -> None:
    """Stripe then signs with both, in one header."""
    delivery = ACCOUNT.verify(posted(BODY, {"stripe-signature": stripe_signature(BODY, NOW, secret)}, NOW))
    assert (delivery.id, delivery.topic) == ("evt_1SWc2xK9mTandem0001", "checkout.session.completed")


def test_one_of_several_signatures_is_enough() -> None:
    time, _, good = stripe_signature(BODY, NOW).partition(",")
    signature = f"{time},v1={'0' * 64},{good},v0=abc"
    assert ACCOUNT.verify(posted(BODY, {"stripe-signature": signature}, NOW)).id


def test_a_changed_byte_is_refused() -> None:
    refused = refusal(BODY.replace(b"4990", b"9990"), stripe_signature(BODY, NOW))
    assert refused.refusal.reason is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("away", [timedelta(seconds=-301), timedelta(seconds=301)])
def test_a_message_signed_more_than_300_seconds_away_is_refused(away: timedelta) -> None:
    """A message that was overheard is of no use five minutes later."""
    refused = refusal(BODY, stripe_signature(BODY, NOW + away))
    assert refused.refusal.problem == "is more than 300 s from now"


def test_the_moment_is_part_of_what_is_signed() -> None:
    signature = stripe_signature(BODY, NOW - timedelta(hours=1))
    moved = f"t={int(NOW.timestamp())},{signature.partition(',')[2]}"
    assert refusal(BODY, moved).refusal.problem == "fits none of the secrets"


@pytest.mark.parametrize("signature", ["", "t=", "v1=00", "t=soon,v1=00", f"t={int(NOW.timestamp())}", "nonsense"])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    assert refusal(BODY, signature).refusal.reason is Reason.BAD_SIGNATURE


def test_the_old_scheme_alone_is_refused() -> None:
    """v0 is for tests at Stripe; who took it could be talked down to it."""
    signature = stripe_signature(BODY, NOW).replace("v1=", "v0=")
    assert refusal(BODY, signature).refusal.reason is Reason.BAD_SIGNATURE


def test_a_thin_event_is_refused_with_the_cure() -> None:
    thin = b'{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter.no_meter_found"}'
    refused = refusal(thin, stripe_signature(thin, NOW))
    assert refused.refusal.reason is Reason.MALFORMED
    assert "Snapshot" in refused.refusal.cure
