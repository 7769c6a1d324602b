"""What a page says, what it may load, and who may keep a copy."""

from __future__ import annotations

import re

import pytest

from tests.stations.demo.shop_visit import ADA, Visitor, tag_calls, tracked

EMULATOR = "http://127.0.0.1:8001"


def directive(policy: str, name: str) -> list[str]:
    """The sources of one directive of a Content-Security-Policy."""
    found = [part.split() for part in policy.split(";") if part.split()[0] == name]
    return found[0][1:]


async def test_blocking_the_pixel_shuts_out_its_origin_and_nothing_else(visitor: Visitor):
    """The switch takes the Pixel's origin out of the policy; the tag's origin stays; flipping back restores it."""
    before = (await visitor.get("/")).headers["Content-Security-Policy"]
    blocked = (await visitor.post("/switches/block-pixel", back="/")).headers["Content-Security-Policy"]
    after = (await visitor.post("/switches/block-pixel", back="/")).headers["Content-Security-Policy"]

    assert EMULATOR in directive(before, "script-src")
    assert EMULATOR not in blocked
    assert len(directive(blocked, "script-src")) == len(directive(before, "script-src")) - 1
    assert EMULATOR in directive(after, "script-src")


async def test_every_inline_script_is_admitted_by_name_and_none_by_wholesale(visitor: Visitor):
    """Each response has a nonce of its own; `unsafe-inline` is nowhere."""
    responses = [await visitor.get("/products/daisy") for _ in range(2)]
    nonces = []
    for response in responses:
        policy, page = response.headers["Content-Security-Policy"], await response.text()
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', page))
        assert f"'nonce-{nonce}'" in directive(policy, "script-src")
        assert "unsafe" not in policy
        assert len(re.findall(r"<script(?! nonce=| async src=| defer src=)", page)) == 0
        nonces.append(nonce)
    assert nonces[0] != nonces[1]


async def test_the_tag_is_on_every_page_before_its_calls(visitor: Visitor):
    """The stub, the script from the gateway, then the calls: as a real site installs it."""
    page = await visitor.read("/products/daisy")
    stub, script, call = (page.index(part) for part in ("!function(w,n)", "/t.js", 'tandem("track"'))
    assert stub < script < call


@pytest.mark.parametrize("path", ["/checkout", "/thank-you", "/test-ride/booked", "/orders", "/cart"])
async def test_a_page_that_names_an_order_or_a_person_is_never_stored(visitor: Visitor, path: str):
    """A stored copy would hand one visitor's id to the next."""
    ride = {"bicycle": "daisy", "email": "a@example.com", "phone": "+49 30 23125 042"}
    await visitor.post("/test-ride", first_name="Ada", last_name="Lovelace", **ride)
    await visitor.buy("daisy")
    await visitor.post("/cart", product="daisy")
    page = await visitor.get(path)

    assert page.url.path == path
    assert page.headers["Cache-Control"] == "no-store"


async def test_a_page_for_everybody_holds_no_id(visitor: Visitor):
    """Looking at a product says what it is; the tag mints the id."""
    page = await visitor.read("/products/half-crazy")
    assert tag_calls(page) == [
        [
            "track",
            "ViewContent",
            {
                "content_ids": ["half-crazy"],
                "content_type": "product",
                "content_name": "Half Crazy",
                "value": 3890,
                "currency": "EUR",
            },
        ]
    ]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "ada", "Enter an email address, like name@example.com."),
        ("phone", "12 34", "Enter a phone number of 7 to 15 digits, like +49 30 23125 042."),
        ("phone", "1234567890123456", "Enter a phone number of 7 to 15 digits, like +49 30 23125 042."),
        ("first_name", "  ", "Enter your first name."),
        ("postcode", "?", "Enter a postcode of 3 to 10 letters or digits, like 10115."),
        ("country", "XX", "Choose a country from the list."),
        ("city", "B" * 255, "City is longer than 254 characters. Shorten it."),
    ],
)
async def test_a_checkout_that_is_not_understood_says_what_to_type(visitor: Visitor, field: str, typed: str, said: str):
    """The message stands in the summary and under its field; nothing typed is lost, no order is made."""
    await visitor.post("/cart", product="daisy")
    refused = await visitor.post("/checkout", **(ADA | {field: typed}))
    page = await refused.text()

    assert refused.status == 422
    assert f'<a href="#{field}">{said}</a>' in page
    assert f'<p class="error" id="{field}-error">{said}</p>' in page
    assert re.search(rf'name="{field}"[^>]*{field}-error" aria-invalid="true"', page)
    assert 'value="Pedalweg 2"' in page
    assert "No orders yet." in await visitor.read("/orders")


async def test_a_page_shows_what_was_typed_and_never_runs_it(visitor: Visitor):
    """Markup in a name is text on the page and data in the tag's call."""
    page = await visitor.buy("daisy", first_name="</script><script>alert(1)</script>")
    assert "<script>alert" not in page
    (identify,) = [call for call in tag_calls(page) if call[0] == "identify"]
    assert identify[1]["fn"] == "</script><script>alert(1)</script>"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nX: 1"])
async def test_a_switch_never_leads_out_of_the_shop(visitor: Visitor, back: str):
    """The page to return to comes from a form; only a path of ours is followed."""
    answer = await visitor.client.post("/switches/pay-later", data={"back": back}, allow_redirects=False)
    assert answer.headers["Location"] == "/"


async def test_another_site_cannot_post_our_forms(visitor: Visitor):
    """A browser says where a form came from; from elsewhere it is not taken."""
    sent = await visitor.client.post("/consent", data={"answer": "granted"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert sent.status == 403
    assert await sent.text() == "This form was sent from another site. Open the shop and try again."


@pytest.mark.parametrize(("asked", "kept"), [("3", "3"), ("99", "9"), ("many", "1"), ("-1", "1"), ("²", "1")])
async def test_a_cart_keeps_a_sensible_quantity(visitor: Visitor, asked: str, kept: str):
    """At most nine; what is no number changes nothing."""
    await visitor.post("/cart", product="daisy")
    page = await (await visitor.post("/cart/quantity", product="daisy", quantity=asked)).text()
    assert f'max="9" value="{kept}"' in page


async def test_removing_the_last_product_empties_the_cart(visitor: Visitor):
    """Zero removes; an empty cart offers the way back and no checkout."""
    await visitor.post("/cart", product="daisy")
    page = await (await visitor.post("/cart/quantity", product="daisy", quantity="0")).text()
    assert "Empty, like a tandem with nobody on it." in page
    assert (await visitor.get("/checkout")).url.path == "/cart"


async def test_a_stranger_does_not_see_another_visitors_order(visitor: Visitor):
    """The thank-you page belongs to the browser that bought; the orders page names nobody."""
    await visitor.buy("daisy")
    office = await visitor.read("/orders")
    visitor.client.session.cookie_jar.clear()
    stranger = await visitor.get("/thank-you")

    assert stranger.url.path == "/"
    assert not [value for value in (ADA["email"], ADA["last_name"], ADA["street"]) if value in office]


async def test_a_wrong_address_says_so_in_the_shops_own_voice(visitor: Visitor):
    """404, with a way back, and no event."""
    missing = await visitor.get("/products/unicycle")
    page = await missing.text()
    assert missing.status == 404
    assert "This road ends here." in page
    assert not tracked(page, "ViewContent")
