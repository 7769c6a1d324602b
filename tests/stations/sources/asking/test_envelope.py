"""What the gateway found by asking is told from what a source says itself, and from what anybody else says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.asking.contract import Row
from tandem.sources.asking.envelope import HEADER, TOPIC, Asked, sealed
from tandem.sources.contract import Delivery, Reply, Telling, Webhook
from tandem.sources.kinds import open_source
from tandem.sources.placed import Placed
from tests.support.hooks import hmac_of
from tests.support.shops.messages import EVENING, SECRETS, in_base64, message, posted

ROW = Row(b'{"id": 7}', "order.updated")


def shop() -> Asked:
    return Asked(open_source(Settings(name="pots", kind="woocommerce"), SECRETS), SECRETS)


def test_a_found_row_is_opened_with_its_topic_and_is_known_to_be_found() -> None:
    opened = shop().verify(posted(ROW.body, sealed(ROW, SECRETS[0], EVENING)))
    assert (opened.body, opened.topic, opened.is_asked) == (ROW.body, ROW.topic, True)


def test_the_seal_is_an_hmac_under_a_key_made_of_the_secret() -> None:
    """By `openssl`, twice: once for the key, once for the seal. 1795370400 is the evening in Unix time."""
    key = hmac_of(b"tandem: found by asking", b"a secret")
    digest = hmac_of(b"1795370400.order.updated." + ROW.body, key).hex()
    assert sealed(ROW, Secret("a secret"), EVENING)[HEADER] == f"t=1795370400,v1={digest}"


def test_what_the_source_signs_itself_is_its_own_word() -> None:
    body = posted(message("woocommerce_order"), {}).body
    headers = {"x-wc-webhook-signature": in_base64(body), "x-wc-webhook-topic": "order.updated"}
    assert not shop().verify(posted(body, headers)).is_asked


@pytest.mark.parametrize("changed", [{TOPIC: "order.created"}, {HEADER: "t=1795370400,v1=00"}, {HEADER: "v1"}])
def test_a_changed_word_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(Refused):
        shop().verify(posted(ROW.body, {**sealed(ROW, SECRETS[0], EVENING), **changed}))


def test_a_changed_byte_is_refused() -> None:
    with pytest.raises(Refused):
        shop().verify(posted(b'{"id": 8}', sealed(ROW, SECRETS[0], EVENING)))


def test_another_secret_is_refused() -> None:
    with pytest.raises(Refused):
        shop().verify(posted(ROW.body, sealed(ROW, Secret("another"), EVENING)))


def test_an_old_seal_is_refused() -> None:
    with pytest.raises(Refused):
        shop().verify(posted(ROW.body, sealed(ROW, SECRETS[0], EVENING - timedelta(minutes=6))))


class Learning:
    """A source that must learn a key before it can judge a message."""

    name = "till"

    def __init__(self) -> None:
        self.learned: list[Webhook] = []

    async def learn(self, webhook: Webhook) -> None:
        self.learned.append(webhook)

    def verify(self, webhook: Webhook) -> Delivery:
        raise NotImplementedError

    def read(self, delivery: Delivery, site: Site) -> Sequence[Telling]:
        raise NotImplementedError

    def answer(self, webhook: Webhook) -> Reply | None:
        return None

    @property
    def thanks(self) -> Reply:
        return Reply()


@pytest.mark.parametrize("placed", [False, True])
async def test_a_source_that_learns_still_learns(placed: bool) -> None:
    """However it is set up, PayPal's certificate is fetched before its message is judged."""
    source = Learning()
    dressed = Asked(Placed(source, "physical_store") if placed else source, SECRETS)
    await dressed.learn(posted(b"{}", {}))
    await dressed.learn(posted(ROW.body, sealed(ROW, SECRETS[0], EVENING)))
    assert len(source.learned) == 1


def test_the_sources_own_signature_opens_no_seal() -> None:
    """Whoever overheard a message of the shop cannot hand it in as found."""
    digest = hmac_of(b"1795370400.order.updated." + ROW.body, SECRETS[0].reveal().encode()).hex()
    with pytest.raises(Refused):
        shop().verify(posted(ROW.body, {HEADER: f"t=1795370400,v1={digest}", TOPIC: ROW.topic}))
