"""The appendix of Meta's parameter builder: accepted everywhere, and values are compared without it."""

from __future__ import annotations

import pytest

from tandem.emulator import appendix
from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import EMAIL_HASH, NOW, pixel, purchase, send

FBCLID = "IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk"
FBP = "fb.1.1795000000000.1098115397"


def test_the_appendix_of_metas_parameter_builder_is_understood(meta: MetaEmulator) -> None:
    """On hashes, ids, address and URLs, in both lengths: accepted, and equal to the values without it."""
    click, browser_id = f"fb.1.{int(NOW) * 1000}.{FBCLID}", FBP
    page, before = "https://shop.example/thank-you", "https://shop.example/checkout?a=1"
    amount = {"cd[value]": "49.9", "cd[currency]": "EUR"}
    pixel(meta, dl=page, rl=before, fbp=browser_id, fbc=click, **{"ud[em]": EMAIL_HASH}, **amount)
    user = {
        "em": [f"{EMAIL_HASH}.AQQCAQMC"], "fbp": f"{browser_id}.Ag", "fbc": f"{click}.AQICAQMC",
        "client_ip_address": "2001:db8::7.AQQAAQMC", "client_user_agent": "Mozilla/5.0",
    }  # fmt: skip
    marked = {"event_source_url": f"{page}.AQICAQMC", "referrer_url": f"{before}.AQICAQMC"}
    assert send(meta, purchase(user_data=user, **marked)).status == 200
    assert meta.pairs()[0]["server"]["fields"]["client_ip_address"] == "2001:db8::7"
    differing = {line["field"] for line in meta.get("/sandbox/pairs/1")["lines"] if line["differs"]}
    assert differing <= {"client_ip_address", "client_user_agent"}  # those of this test's own connection
    assert meta.diagnostics() == []
    assert meta.received(source="server")[0]["raw"]["user_data"] == user


@pytest.mark.parametrize(
    ("read", "written", "understood"),
    [
        (appendix.of_hash, f"{EMAIL_HASH.upper()}.BA", EMAIL_HASH),
        (appendix.of_hash, f"{EMAIL_HASH}x", f"{EMAIL_HASH}x"),
        (appendix.of_hash, "User-42.Ag", "User-42.Ag"),
        (appendix.of_browser_id, f"{FBP}.AQICAQMC", FBP),
        (appendix.of_browser_id, f"{FBP}.AQICAQMC.AQICAQMC", FBP),
        (appendix.of_browser_id, f"{FBP}.ABCDEFGH", f"{FBP}.ABCDEFGH"),
        (appendix.of_browser_id, "fb.1.1795000000000.AQICAQMC", "fb.1.1795000000000.AQICAQMC"),
        (appendix.of_address, "203.0.113.7.AQQAAQMC", "203.0.113.7"),
        (appendix.of_address, "203.0.113.7.Bg", "203.0.113.7"),
        (appendix.of_address, "203.0.113.7", "203.0.113.7"),
        (appendix.of_url, "https://a.example/x.html?a=1.AQICAQMC", "https://a.example/x.html?a=1"),
        (appendix.of_url, "https://a.example/read.Ag", "https://a.example/read.Ag"),
        (appendix.of_url, "https://a.example/index.download", "https://a.example/index.download"),
    ],
)
def test_only_an_appendix_is_taken_off(read: object, written: str, understood: str) -> None:
    """`AQICAQMC` is format 1, Python, modified, version 1.3.2; a word of eight letters is part of the value."""
    assert callable(read)
    assert read(written) == understood
