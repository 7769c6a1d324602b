"""What the dashboard says that the tag captures, against what the tag is told."""

from __future__ import annotations

from msgspec.structs import replace

from tandem.config.bridge import Bridge
from tandem.config.clicks import Clicks
from tandem.config.consent import Consent
from tandem.config.forms import Forms
from tandem.config.site import Site
from tandem.config.tag import Tag
from tandem.web.captured import Row, captured
from tandem.web.view import View
from tests.support.dashboard import running_dashboard

SITE = Site(name="shop", origins=("https://www.example.com",))
YES = "the visitor's yes to advertising"


def rows(site: Site) -> dict[str, Row]:
    return {row.name: row for row in captured(site).rows}


def test_a_site_without_further_parts_has_two_ids_and_reads_no_form() -> None:
    found = rows(SITE)
    assert {"_fbp", "_fbc", "_tandem_visit"} <= found.keys()
    assert not [row for row in found.values() if row.kind == "form"]


def test_each_kind_of_customer_data_is_told_with_how_its_fields_are_known() -> None:
    """The site's own selectors too."""
    found = rows(replace(SITE, tag=Tag(forms=Forms(fields={"zp": "[name=plz]"}))))
    assert found["em"].what == "read: e-mail address, known by autocomplete=email, type=email"
    assert found["zp"].what == "read: postal code, known by autocomplete=postal-code, [name=plz]"
    assert found["em"].ground == YES


def test_under_opt_out_forms_still_wait_for_a_yes_unless_the_owner_says_otherwise() -> None:
    lax = replace(SITE, consent=Consent(policy="opt-out"))
    assert rows(lax)["_fbp"].ground == "until the visitor's no"
    assert rows(replace(lax, tag=Tag(forms=Forms())))["em"].ground == YES
    assert rows(replace(lax, tag=Tag(forms=Forms(under_opt_out=True))))["em"].ground == "until the visitor's no"


def test_forms_that_are_left_are_told_of_only_where_they_are_turned_on() -> None:
    assert "forms left" not in rows(replace(SITE, tag=Tag(forms=Forms())))
    assert "every policy" in rows(replace(SITE, tag=Tag(forms=Forms(partial=True))))["forms left"].ground


def test_page_views_without_javascript_are_listed_where_they_can_be_counted() -> None:
    """Not where every visitor is asked first: nobody could answer."""
    assert "page views without JavaScript" not in rows(SITE)
    lax = rows(replace(SITE, consent=Consent(policy="opt-out")))["page views without JavaScript"]
    assert "Do Not Track" in lax.ground


def test_a_site_without_the_pixel_tells_meta_by_the_gateway_alone() -> None:
    assert "Pixel" not in rows(replace(SITE, mode="api-only"))["_fbp"].goes_to
    assert "gateway" not in rows(replace(SITE, mode="pixel-only"))["_fbp"].goes_to


def test_the_dashboard_answers_with_the_rows_of_every_site(view: View) -> None:
    site = replace(SITE, tag=Tag(clicks=Clicks(only=("gclid",))))
    with running_dashboard(replace(view, captured=(captured(site),))) as dashboard:
        (told,) = dashboard.ask("/api/captured").json
    (clicks,) = [row for row in told["rows"] if row["name"] == "_tandem"]
    assert "gclid" in clicks["what"]


def test_a_site_that_leads_visitors_on_says_where_to() -> None:
    found = rows(replace(SITE, tag=Tag(bridge=Bridge(domains=("pay.example.net",), minutes=5))))
    assert "pay.example.net" in found["_t"].what
    assert found["_t"].kept.startswith("5 minutes")
