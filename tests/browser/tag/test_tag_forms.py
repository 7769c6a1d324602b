"""Customer data from forms: what is read, when, and what never is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, Request

from tests.browser.tag import forms_pages as pages
from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor, part_has_come

pytestmark = pytest.mark.browser

STAY = "addEventListener('submit', (submission) => submission.preventDefault())"
AGREE = "tandem('consent', 'granted')"
LEAD = "tandem('track', 'Lead')"


@pytest.fixture(autouse=True)
def forms(stage: Stage) -> dict[str, Any]:
    """As a site's settings switch the part on, with nothing more said."""
    stage.gateway.parts.append("forms")
    stage.settings["consent"] = "opt_in"
    told = {"fields": {}, "names": {}, "opt_out": False, "leads": [], "partial": ""}
    stage.settings["forms"] = told
    return told


async def complete(page: Page, typed: dict[str, str]) -> None:
    """As a visitor does who takes long enough for the page to fetch what reads forms: test_tag_late has the others."""
    for selector, value in typed.items():
        await page.fill(selector, value)
    await part_has_come(page, "fields")


async def test_a_checkout_tells_both_legs_who_buys(stage: Stage, visitor: Visitor) -> None:
    """Field by field under Meta's keys; the one who gets the parcel is not taken for the one who pays."""
    stage.shop.tail = f"{pages.CHECKOUT}<script>{STAY}</script>"
    page = await visitor.open()
    await page.evaluate(AGREE)
    await complete(page, pages.TYPED)
    await page.select_option("select", "1")
    await page.click("button")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["user_data"] == pages.TOLD
    assert (await stage.meta.event("Lead"))["user"] == pages.TOLD


async def test_nothing_that_must_stay_with_the_visitor_is_in_any_request(stage: Stage, visitor: Visitor) -> None:
    """Neither as typed nor as a hash: cards, codes, passwords, hidden fields, what the page asks to ignore."""
    requests: list[Request] = []
    visitor.context.on("request", lambda request: requests.append(request))
    stage.shop.tail = f"{pages.TRAPS}<script>{STAY}</script>"
    stage.settings["forms"]["names"] = {"em": "mail", "ph": "number|phone"}
    page = await visitor.open()
    await page.evaluate(AGREE)
    await complete(page, {"[name=mail]": "ada@example.com", **pages.PLANTED})
    await page.click("button")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}
    assert (await stage.meta.event("Lead"))["user"] == {"em": "ada@example.com"}
    sent = " ".join(f"{request.url} {request.post_data or ''} {request.headers}" for request in requests).lower()
    for value in (*pages.PLANTED.values(), *pages.HIDDEN):
        assert not [trace for trace in pages.traces(value) if trace.lower() in sent], value


async def test_before_the_answer_no_value_is_read_and_after_a_yes_the_fields_are_read_anew(
    stage: Stage, visitor: Visitor
) -> None:
    """A getter on the field is the witness."""
    stage.shop.tail = f"{pages.LEAD}<script>{WITNESS}</script>"
    page = await visitor.open()
    await complete(page, {"[name=mail]": "ada@example.com"})
    await page.click("button")
    assert await page.evaluate("reads") == 0

    await page.evaluate(f"{AGREE}; {LEAD}")
    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}


WITNESS = """
  var reads = 0
  const field = document.querySelector('[name=mail]')
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')
  Object.defineProperty(field, 'value', { get() { reads++; return get.call(this) }, set(to) { set.call(this, to) } })
"""


@pytest.mark.parametrize("answer", ["denied", ""])
async def test_without_a_yes_no_form_is_read(stage: Stage, visitor: Visitor, answer: str) -> None:
    """Nor under `opt_out`, where events pass until a no, as long as the visitor has not answered."""
    stage.settings["consent"] = "opt_out"
    stage.shop.tail = f"{pages.LEAD}<script>{WITNESS}</script>"
    page = await visitor.open()
    await page.evaluate(f"{bool(answer):d} && tandem('consent', '{answer}')")
    await complete(page, {"[name=mail]": "ada@example.com"})
    await page.click("button")
    await visitor.settle(page)

    assert await page.evaluate("reads") == 0
    assert "ada@" not in str(stage.gateway.messages)


async def test_under_opt_out_the_owner_may_have_forms_read_until_a_no(stage: Stage, visitor: Visitor) -> None:
    stage.settings.update(consent="opt_out", forms={**stage.settings["forms"], "opt_out": True})
    stage.shop.tail = pages.LEAD
    page = await visitor.open()
    await complete(page, {"[name=mail]": "ada@example.com"})
    await page.click("button")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}


async def test_what_a_password_manager_fills_in_without_a_word_is_read_when_the_form_is_sent(
    stage: Stage, visitor: Visitor
) -> None:
    """Some set the values and tell no event; the page sends the form by itself."""
    stage.shop.tail = pages.LEAD
    page = await visitor.open()
    await page.evaluate(AGREE)
    await page.evaluate("document.querySelector('[name=mail]').value = 'ada@example.com'")
    await page.click("button")
    await part_has_come(page, "fields")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}


async def test_fields_without_a_form_are_read_when_a_button_beside_them_is_pressed(
    stage: Stage, visitor: Visitor
) -> None:
    stage.shop.tail = "<input type=email id=mail><div role=button id=go>Go</div>"
    page = await visitor.open()
    await page.evaluate(AGREE)
    await page.evaluate("document.querySelector('#mail').value = 'ada@example.com'")
    await page.click("#go")
    await part_has_come(page, "fields")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}


async def test_fields_inside_components_are_read_like_others(stage: Stage, visitor: Visitor) -> None:
    """Also a component in a component; and the form in it can be a lead."""
    stage.settings["forms"]["leads"] = [{"selector": "#deep", "event": "Lead"}]
    stage.shop.tail = pages.SHADOW
    page = await visitor.open()
    await page.evaluate(AGREE)
    await page.fill("#inner", "ada@example.com")
    await page.fill("#phone", "+49 176 12345670")
    await page.click("#go")

    expected = {"em": "ada@example.com", "ph": "+49 176 12345670"}
    assert (await stage.gateway.event("Lead"))["user_data"] == expected
    assert (await stage.meta.event("Lead"))["user"] == expected


async def test_a_form_that_the_settings_name_is_a_lead_when_it_is_sent(stage: Stage, visitor: Visitor) -> None:
    """Once for what the visitor wrote, though the page checks the form and sends it again; one id on both legs."""
    stage.settings["forms"]["leads"] = [{"selector": "[[", "event": "Never"}, {"selector": "#contact", "event": "Lead"}]
    stage.shop.tail = pages.LEAD
    page = await visitor.open()
    await page.evaluate(AGREE)
    await page.fill("[name=mail]", "ada@example.com")
    await page.click("button")
    await page.evaluate("document.forms[0].requestSubmit()")

    server, browser = await stage.gateway.event("Lead"), await stage.meta.event("Lead")
    assert server["event_id"] == browser["eventID"]
    assert server["user_data"] == browser["user"] == {"em": "ada@example.com"}
    await visitor.settle(page)
    assert len(stage.gateway.events("Lead")) == len(stage.meta.heard("Lead")) == 1


async def test_a_login_form_gives_the_address_and_never_the_password(stage: Stage, visitor: Visitor) -> None:
    """Also while the page shows the password in clear."""
    stage.shop.tail = (
        "<form><input autocomplete=username type=email name=login><input type=password name=password></form>"
        f"<script>{STAY}</script>"
    )
    page = await visitor.open()
    await page.evaluate(AGREE)
    await complete(page, {"[name=login]": "ada@example.com"})
    await page.evaluate("document.querySelector('[name=password]').type = 'email'")
    await page.fill("[name=password]", "secret@word.example")
    await page.evaluate("document.forms[0].requestSubmit()")
    await page.evaluate(LEAD)

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}


LEAVE = "location.href = '/next'"
BEGIN = {"[name=mail]": "ada@example.com", "[name=first]": "Ada"}


async def begin(
    stage: Stage, visitor: Visitor, *answers: str, html: str = pages.LEAD, page: Page | None = None
) -> Page:
    """A page with a form that has been begun."""
    stage.settings["forms"]["partial"] = "PartialLead"
    stage.settings["events"]["PartialLead"] = {"legs": ["server"]}
    stage.shop.tail = html
    page = await visitor.open("/contact", page=page)
    for answer in answers:
        await page.evaluate(answer)
    await complete(page, BEGIN)
    await page.evaluate("document.activeElement.blur()")
    return page


async def leave(visitor: Visitor, page: Page) -> None:
    """To a page without forms, and until all that the left one has asked for is under way."""
    visitor.stage.shop.tail = ""
    await page.evaluate(LEAVE)
    await page.wait_for_url("**/next")
    await page.wait_for_function("window.tandem && window.tandem.ready")
    await visitor.settle(page)


async def test_a_form_that_is_left_is_told_once_by_the_server_leg(stage: Stage, visitor: Visitor) -> None:
    """Which keys were complete, and where; no value outside of `user_data`. Begun again in that visit, it is silent."""
    page = await begin(stage, visitor, AGREE)
    await leave(visitor, page)
    event = await stage.gateway.event("PartialLead")

    assert event["custom_data"] == {"partial": True, "form": "contact", "completed": ["em", "fn"]}
    assert event["user_data"] == {"em": "ada@example.com", "fn": "Ada"}
    assert event["event_source_url"].endswith("/contact")
    assert event["pixel"] == "off"

    await leave(visitor, await begin(stage, visitor, AGREE, page=page))
    assert len(stage.gateway.events("PartialLead")) == 1
    assert stage.meta.heard("PartialLead") == []


async def test_a_form_that_is_sent_is_a_lead_and_no_partial_one(stage: Stage, visitor: Visitor) -> None:
    """Also when fields are left once more after it was sent."""
    stage.settings["forms"]["leads"] = [{"selector": "#contact", "event": "Lead"}]
    page = await begin(stage, visitor, AGREE)
    await page.click("button")
    await page.focus("[name=mail]")
    await page.evaluate("document.activeElement.blur()")
    await stage.gateway.event("Lead")
    await leave(visitor, page)

    assert stage.gateway.events("PartialLead") == []


@pytest.mark.parametrize("answers", [(), ("tandem('consent', 'denied')",), (AGREE, "tandem('consent', 'denied')")])
@pytest.mark.parametrize("policy", ["opt_in", "opt_out"])
async def test_no_form_is_told_as_left_without_a_yes(
    stage: Stage, visitor: Visitor, policy: str, answers: tuple[str, ...]
) -> None:
    """Nor where events and forms pass until a no: an abandoned form wants a yes of the visitor's own."""
    stage.settings["consent"] = policy
    stage.settings["forms"]["opt_out"] = True
    await leave(visitor, await begin(stage, visitor, *answers))

    assert stage.gateway.events("PartialLead") == []


async def test_a_yes_taken_back_before_the_form_is_left_keeps_it_untold(stage: Stage, visitor: Visitor) -> None:
    """And nothing of it stays in the page's storage."""
    page = await begin(stage, visitor, AGREE)
    await page.evaluate("tandem('consent', 'denied')")
    assert await page.evaluate("sessionStorage.length") == 0
    await leave(visitor, page)

    assert stage.gateway.events("PartialLead") == []


async def test_a_form_that_a_route_takes_away_was_left_on_its_own_page(stage: Stage, visitor: Visitor) -> None:
    page = await begin(stage, visitor, AGREE)
    await page.evaluate("document.forms[0].remove(); history.pushState({}, '', '/other'); tandem('track', 'PageView')")

    event = await stage.gateway.event("PartialLead")
    assert event["event_source_url"].endswith("/contact")


async def test_a_form_without_address_or_number_is_nobody_s_lead(stage: Stage, visitor: Visitor) -> None:
    page = await begin(stage, visitor, AGREE, html=pages.LEAD.replace("type=email", "type=search"))
    await leave(visitor, page)

    assert stage.gateway.events("PartialLead") == []


async def test_only_the_forms_that_are_leads_are_told_as_left_where_some_are_named(
    stage: Stage, visitor: Visitor
) -> None:
    stage.settings["forms"]["leads"] = [{"selector": "#quote", "event": "Lead"}]
    await leave(visitor, await begin(stage, visitor, AGREE))

    assert stage.gateway.events("PartialLead") == []
