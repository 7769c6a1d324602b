"""What the visitor's answer changes, and when it is asked."""

from __future__ import annotations

import pytest

from tests.stations.demo.shop_visit import Gateway, Visitor, tag_calls

PERSONAL = ("Ada@Example.com", "Lovelace", "23125")


async def test_a_refusal_is_passed_on_and_nobody_is_named(visitor: Visitor, gateway: Gateway):
    """The gateway hears "denied" with the order, and no word about the person."""
    await visitor.post("/consent", answer="denied", back="/")
    visitor.carry(_fbp="fb.1.1795000000000.1234567890")
    await visitor.buy("daisy")
    (report,) = await gateway.reports(1)

    assert report["consent"] == {"ads": "denied", "signal": "manual"}
    assert "user_data" not in report
    assert not [word for word in (*PERSONAL, "fb.1.", "127.0.0.1:0") if word.encode() in gateway.heard[0][1]]


async def test_a_page_after_a_refusal_tells_the_tag_so_and_identifies_nobody(visitor: Visitor):
    """Consent is said first; `identify` is not called."""
    await visitor.post("/consent", answer="denied", back="/")
    calls = tag_calls(await visitor.buy("daisy"))
    assert calls[0] == ["consent", "denied", {"signal": "manual"}]
    assert [call[0] for call in calls] == ["consent", "track"]


async def test_silence_is_not_an_answer(visitor: Visitor, gateway: Gateway):
    """Before the banner is answered no page claims consent, and the report says "unknown"."""
    page = await visitor.buy("daisy")
    (report,) = await gateway.reports(1)
    assert "consent" not in [call[0] for call in tag_calls(page)]
    assert report["consent"]["ads"] == "unknown"


async def test_a_withdrawal_reaches_an_order_that_is_not_paid_yet(visitor: Visitor, gateway: Gateway):
    """Accepted at checkout, refused before payment: what counts at payment is the refusal."""
    await visitor.post("/consent", answer="granted", back="/")
    await visitor.post("/switches/pay-later", back="/")
    await visitor.buy("daisy")
    await visitor.post("/consent", answer="denied", back="/")
    await visitor.post("/orders/000123/paid")
    (report,) = await gateway.reports(1)

    assert report["consent"]["ads"] == "denied"
    assert "user_data" not in report


async def test_a_later_yes_does_not_reach_back(visitor: Visitor, gateway: Gateway):
    """Refused at checkout, accepted before payment: the order keeps the answer it was placed with."""
    await visitor.post("/consent", answer="denied", back="/")
    await visitor.post("/switches/pay-later", back="/")
    await visitor.buy("daisy")
    await visitor.post("/consent", answer="granted", back="/")
    await visitor.post("/orders/000123/paid")
    (report,) = await gateway.reports(1)
    assert report["consent"]["ads"] == "denied"


async def test_the_banner_asks_until_it_is_answered_and_the_footer_asks_again(visitor: Visitor):
    """Both answers are one press away, in the banner and on the page behind the footer's link."""
    asked = await visitor.read("/")
    answered = await (await visitor.post("/consent", answer="granted", back="/")).text()

    assert '<section class="banner" aria-labelledby="banner-title" tabindex="-1">' in asked
    assert '<section class="banner" aria-labelledby="banner-title" tabindex="-1" hidden>' in answered
    assert '<a href="/privacy" data-privacy>' in answered
    assert "You accepted." in await visitor.read("/privacy")


@pytest.mark.parametrize("answer", ["", "maybe", "unknown"])
async def test_only_a_yes_or_a_no_is_kept(visitor: Visitor, answer: str):
    """Anything else is refused, with the two answers named."""
    refused = await visitor.post("/consent", answer=answer, back="/")
    assert refused.status == 422
    assert await refused.text() == "The answer to the consent question is `granted` or `denied`."


async def test_a_cookie_that_is_no_answer_is_no_consent(visitor: Visitor):
    """A tampered cookie neither grants nor breaks a page."""
    visitor.carry(shop_consent="granted-please")
    assert tag_calls(await visitor.read("/")) == []
