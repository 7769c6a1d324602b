"""A CRM that is asked: stages of its deals, from the CRM's own API to Meta's counter, and nobody types a command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.command import tandem
from tests.support.events import sha256
from tests.support.gateway import Gateway, running_gateway
from tests.support.shops.salesforce import KEYS, LittleSalesforce, in_json, little_salesforce
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.orders

SALESFORCE = """
[[site.source]]
name = "crm"
kind = "salesforce"
secrets = ["a-secret-that-nobody-knows"]
url = "{url}"
token = "{token}"
poll-minutes = 0.01
[site.source.options]
object = "Opportunity"
[site.source.options.map]
event_name = {{ path = "StageName", lookup = {{ Qualification = "LeadQualified", "Closed Won" = "DealWon" }} }}
event_id = {{ template = "deal_{{Id}}_{{StageName}}" }}
event_time = {{ path = "LastStageChangeDate", as = "iso8601" }}
action_source = {{ constant = "system_generated" }}
"user_data.em" = "OpportunityContactRoles.records[0].Contact.Email"
"custom_data.value" = {{ path = "Amount", as = "number" }}
"custom_data.currency" = "CurrencyIsoCode"
[site.consent]
policy = "none"
"""
EVENTS = "[DealWon]\n[LeadQualified]\n"
ADA = "ada@example.com"


@pytest.fixture
def meta() -> Iterator[MetaEmulator]:
    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def salesforce() -> Iterator[LittleSalesforce]:
    with little_salesforce() as opened:
        yield opened


@pytest.fixture
def gateway(tmp_path: Path, meta: MetaEmulator, salesforce: LittleSalesforce) -> Iterator[Gateway]:
    (tmp_path / "events.toml").write_text(EVENTS, encoding="utf-8")
    with running_gateway(tmp_path, meta.url, SALESFORCE.format(url=salesforce.url, token=KEYS)) as running:
        yield running


def reach(salesforce: LittleSalesforce, stage: str, deal: str = "0065f000001opty1AAA") -> None:
    """A deal comes to that stage just now."""
    now = datetime.now(UTC)
    salesforce.change(
        now,
        Id=deal,
        StageName=stage,
        LastStageChangeDate=f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}.000+0000",
        Amount=4000.0,
        CurrencyIsoCode="EUR",
        OpportunityContactRoles={"records": [{"Contact": {"Email": "Ada@Example.com "}}]},
    )


async def test_each_stage_of_a_deal_counts_once_however_often_it_is_asked_for(
    gateway: Gateway, meta: MetaEmulator, salesforce: LittleSalesforce
) -> None:
    """With the person's address hashed, and never readable in any file."""
    reach(salesforce, "Qualification")
    await eventually(lambda: meta.counted("LeadQualified"), lambda count: count == 1)
    reach(salesforce, "Negotiation")
    reach(salesforce, "Closed Won", deal="0065f000001opty2AAA")
    reach(salesforce, "Closed Won")
    await eventually(lambda: meta.counted("DealWon"), lambda count: count == 2)
    asked = len(salesforce.queries)
    await eventually(lambda: len(salesforce.queries), lambda now: now > asked + 1)
    assert await stays(lambda: meta.counted("DealWon"), 2, seconds=1)
    won = meta.received(event_name="DealWon")[0]["raw"]
    assert won["user_data"]["em"] == [sha256(ADA)]
    assert (won["action_source"], float(won["custom_data"]["value"])) == ("system_generated", 4000.0)
    for path in (each for each in gateway.folder.rglob("*") if each.is_file()):
        assert ADA.encode() not in path.read_bytes().lower(), path


def test_a_record_can_be_looked_at_without_recording_anything(
    gateway: Gateway, salesforce: LittleSalesforce, tmp_path: Path
) -> None:
    """`tandem source test`, with a record as Salesforce's API answers it; no value is shown."""
    gateway.stop()
    reach(salesforce, "Closed Won")
    (tmp_path / "deal.json").write_bytes(in_json(salesforce.records[0]))
    shown = tandem(tmp_path, "source", "test", "crm", str(tmp_path / "deal.json"))
    assert "DealWon: deal_0065f000001opty1AAA_Closed Won" in shown.stdout
    assert "identity  em" in shown.stdout
    assert "example.com" not in shown.stdout.lower() + shown.stderr.lower()
