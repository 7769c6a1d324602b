"""Whose certificate is believed, where it may be fetched from, and what strangers can make the gateway ask for."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import NotNow, Refused
from tandem.event.outcome import Reason
from tandem.kit.roots import trusted_roots
from tandem.kit.secret import Secret
from tandem.sources.contract import Delivery, Webhook
from tandem.sources.paypal.addresses import LIVE, SANDBOX
from tandem.sources.paypal.certificates import BUDGET
from tandem.sources.paypal.source import PayPalAccount
from tests.support.shops.authority import Authority
from tests.support.shops.messages import EVENING, message, posted
from tests.support.shops.paypal import NUMBER, PATH, CertificateHost, PayPal, certificate_host

BODY = json.dumps(message("paypal_capture")).encode()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def paypal(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> PayPal:
    return PayPal(tmp_path_factory.mktemp("paypal"), authority)


@pytest.fixture
def host(authority: Authority, paypal: PayPal, tmp_path: Path) -> Iterator[CertificateHost]:
    """Gives PayPal's certificate at the usual path."""
    with certificate_host(tmp_path, authority) as running:
        running.given[PATH] = (200, paypal.chain)
        yield running


def account(host: CertificateHost, authority: Authority) -> PayPalAccount:
    options = {"certificate-host": host.host}
    secrets = [Secret(NUMBER), Secret(authority.root.strip())]
    return PayPalAccount(Settings(name="till", kind="paypal", options=options), secrets)


def signed(paypal: PayPal, address: str, body: bytes = BODY) -> Webhook:
    return posted(body, paypal.headers(body, address=address))


async def judged(by: PayPalAccount, webhook: Webhook) -> Delivery:
    """As the door does it."""
    await by.learn(webhook)
    return by.verify(webhook)


async def refusal(by: PayPalAccount, webhook: Webhook) -> str:
    with pytest.raises(Refused) as caught:
        await judged(by, webhook)
    assert caught.value.refusal.reason is Reason.BAD_SIGNATURE
    return caught.value.refusal.problem


async def test_the_certificate_is_fetched_once_and_then_known(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    """However many messages come under it, also at the same moment."""
    by = account(host, authority)
    webhook = signed(paypal, host.address())
    for delivery in await asyncio.gather(*(judged(by, webhook) for _ in range(20))):
        assert delivery.topic == "PAYMENT.CAPTURE.COMPLETED"
    assert (await judged(by, webhook)).id
    assert host.asked == [PATH]


async def test_a_changed_byte_is_refused_under_a_fetched_certificate_too(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    good = signed(paypal, host.address())
    changed = posted(BODY.replace(b"57.60", b"97.60"), good.headers)
    assert "fits no webhook id" in await refusal(account(host, authority), changed)


async def test_when_paypal_changes_its_certificate_the_new_one_is_fetched(
    paypal: PayPal, host: CertificateHost, authority: Authority, tmp_path: Path
) -> None:
    """And the messages that were signed under the old one are still good."""
    later = PayPal(tmp_path, authority)
    path = "/v1/notifications/certs/CERT-0b5e6e62"
    host.given[path] = (200, later.chain)
    by = account(host, authority)
    for who, where in ((paypal, PATH), (later, path), (paypal, PATH)):
        assert (await judged(by, signed(who, host.address(where)))).id
    assert host.asked == [PATH, path]


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    host: CertificateHost, authority: Authority, tmp_path: Path
) -> None:
    """Anybody can write PayPal's name into one; it is not asked for again with every message."""
    forger = PayPal(tmp_path)
    host.given[PATH] = (200, forger.certificate)
    by = account(host, authority)
    for _ in range(5):
        assert "nobody trusted vouches for" in await refusal(by, signed(forger, host.address()))
    assert host.asked == [PATH]


async def test_a_good_certificate_of_another_name_is_refused(
    host: CertificateHost, authority: Authority, tmp_path: Path
) -> None:
    """The authority vouches for many; one of them is PayPal."""
    other = PayPal(tmp_path, authority, name="messageverificationcerts.paypal.com.example.net")
    host.given[PATH] = (200, other.chain)
    assert "nobody trusted vouches for" in await refusal(account(host, authority), signed(other, host.address()))


async def test_another_authority_is_not_believed(paypal: PayPal, host: CertificateHost, authority: Authority) -> None:
    """Nor are the machine's own, once the owner has named one."""
    by = account(host, authority)
    host.given[PATH] = (200, PayPal.chain_of(Authority("Somebody else"), paypal))
    assert "nobody trusted vouches for" in await refusal(by, signed(paypal, host.address()))


async def test_an_expired_certificate_is_not_believed(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    """It ended with the year 2026."""
    webhook = posted(BODY, paypal.headers(BODY, address=host.address(), time="2027-01-01T23:00:00Z"), EVENING)
    webhook = posted(BODY, webhook.headers, EVENING + timedelta(days=41))
    assert "nobody trusted vouches for" in await refusal(account(host, authority), webhook)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://{host}/v1/notifications/certs/CERT-1",
        "https://{host}@evil.example/v1/notifications/certs/CERT-1",
        "https://evil.example/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1",
        "https://169.254.169.254/v1/notifications/certs/CERT-1",
        "https://{host}/v1/notifications/certs/CERT-1?next=https://evil.example",
        "https://{host}/v1/notifications/certs/../../admin",
        "https://{host}/v1/notifications/certs/CERT-1/../../../oauth2",
        "https://{host}/",
        "https://{host}/v1/notifications/certs/CERT-1\n",
    ],
)
async def test_nothing_but_paypals_certificates_is_ever_asked_for(
    paypal: PayPal, host: CertificateHost, authority: Authority, address: str
) -> None:
    """Another host, another path, another scheme, a name before an @: refused before anything leaves the machine."""
    problem = await refusal(account(host, authority), signed(paypal, address.replace("{host}", host.host)))
    assert "is not of the form" in problem
    assert host.asked == []


def test_the_hosts_are_paypals_own_and_the_sandbox_is_another_world() -> None:
    """A message of the sandbox, where money is play money, proves nothing to a live account."""
    path = "/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
    assert LIVE.check(f"https://api.paypal.com{path}")
    assert SANDBOX.check(f"https://api.sandbox.paypal.com{path}")
    with pytest.raises(Refused):
        LIVE.check(f"https://api.sandbox.paypal.com{path}")
    with pytest.raises(Refused):
        LIVE.check(f"https://www.paypal.com{path}")


async def test_no_redirect_is_followed(paypal: PayPal, host: CertificateHost, authority: Authority) -> None:
    elsewhere = "/v1/notifications/certs/CERT-2"
    host.given |= {PATH: (302, host.address(elsewhere)), elsewhere: (200, paypal.chain)}
    assert "it answered 302" in await refusal(account(host, authority), signed(paypal, host.address()))
    assert host.asked == [PATH]


async def test_what_is_no_certificate_or_far_too_long_is_refused(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    for number, body in enumerate(("<html>", "", " " * 100_000 + paypal.chain)):
        path = f"/v1/notifications/certs/CERT-{number}"
        host.given[path] = (200, body)
        problem = await refusal(account(host, authority), signed(paypal, host.address(path)))
        assert "is no certificate" in problem


async def test_strangers_cannot_make_the_gateway_ask_and_ask(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    """Made-up addresses are bounded by the hour; PayPal's own messages go on being taken meanwhile."""
    by = account(host, authority)
    assert (await judged(by, signed(paypal, host.address()))).id
    for number in range(BUDGET + 20):
        with pytest.raises((Refused, NotNow)):
            await judged(by, signed(paypal, host.address(f"/v1/notifications/certs/CERT-{number}")))
    assert len(host.asked) == BUDGET
    assert (await judged(by, signed(paypal, host.address()))).id


async def test_a_message_that_is_wrong_at_first_sight_asks_for_nothing(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    good = signed(paypal, host.address())
    for changed in ({"paypal-auth-algo": "SHA1withRSA"}, {"paypal-transmission-time": "2026-11-01T00:00:00Z"}):
        await refusal(account(host, authority), posted(BODY, {**good.headers, **changed}))
    await refusal(account(host, authority), posted(BODY, {**good.headers, "paypal-transmission-sig": "!"}))
    assert host.asked == []


async def test_while_paypals_host_fails_the_message_is_to_come_again(
    paypal: PayPal, host: CertificateHost, authority: Authority
) -> None:
    """It is not refused: PayPal tries for three days. A minute later it is asked for anew."""
    by = account(host, authority)
    host.given[PATH] = (503, "")
    webhook = signed(paypal, host.address())
    for _ in range(3):
        with pytest.raises(NotNow, match="it answered 503"):
            await judged(by, webhook)
    assert host.asked == [PATH]
    host.given[PATH] = (200, paypal.chain)
    assert (await judged(by, posted(BODY, webhook.headers, EVENING + timedelta(minutes=2)))).id


async def test_a_host_that_cannot_prove_itself_is_not_listened_to(paypal: PayPal, host: CertificateHost) -> None:
    """TLS is checked: the certificate of the host is of an authority that this account does not know."""
    secrets = [Secret(NUMBER), Secret(Authority("Somebody else").root.strip())]
    options = {"certificate-host": host.host}
    by = PayPalAccount(Settings(name="till", kind="paypal", options=options), secrets)
    with pytest.raises(NotNow, match="cannot be trusted"):
        await judged(by, signed(paypal, host.address()))
    assert host.asked == []


def test_without_an_authority_of_the_owners_own_the_machines_are_believed() -> None:
    """Those that vouch for every TLS connection opened from here."""
    assert len(trusted_roots()) >= ssl.create_default_context().cert_store_stats()["x509_ca"] - 5
