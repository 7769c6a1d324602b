"""
Every kind of event that Meta's business SDK for Python can write, with every class of its server side.

After the SDK's documented parameters: developers.facebook.com/documentation/ads-commerce/conversions-api/parameters.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tests.support import business_sdk as sdk

FBC, FBP = "fb.1.1763812800000.IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB", "fb.1.1763812800000.1098115397"
MADID = "38400000-8cf0-11bd-b23e-10b96e40000d"


def a_complete_person() -> Any:
    """Every match key there is, also the abbreviated ones."""
    person = sdk.UserData(
        emails=["Ada@Example.com", "ada@work.example"],
        phones=["+49 170 1234567"],
        genders=[sdk.Gender.FEMALE],
        dates_of_birth=["18151210"],
        last_names=["Lovelace"],
        first_names=["Ada"],
        cities=["London"],
        states=["ca"],
        country_codes=["GB"],
        zip_codes=["M1 1AE"],
        external_ids=["customer-77"],
        client_ip_address="2001:db8::7",
        client_user_agent="Mozilla/5.0",
        fbc=FBC,
        fbp=FBP,
        subscription_id="subscription-7",
        fb_login_id="1234567",
        lead_id="1234567890123456",
        f5first="adalo",
        f5last="lovel",
        fi="a",
        dobd="10",
        dobm="12",
        doby="1815",
    )
    return event(event_name="CompleteRegistration", user_data=person, custom_data=sdk.CustomData(status="done"))


def a_whole_basket() -> Any:
    """Every field of an order, of the things in it, and one of the shop's own."""
    bicycle = sdk.Content(
        product_id="0012",
        quantity=2,
        item_price=499.5,
        title="Touring bicycle",
        description="28 inches",
        brand="Example",
        category="Bicycles",
        delivery_category=sdk.DeliveryCategory.HOME_DELIVERY,
    )
    basket = sdk.CustomData(
        value=999.0,
        net_revenue=210.25,
        currency="EUR",
        content_name="Bicycles",
        content_category="Bicycles > Touring",
        content_ids=["0012"],
        contents=[bicycle],
        content_type="product",
        order_id="0001001",
        predicted_ltv=1500.0,
        num_items=2,
        status="paid",
        search_string="touring",
        delivery_category=sdk.DeliveryCategory.IN_STORE,
        item_number="1",
        custom_properties={"colour": "red", "gift": True},
    )
    return event(event_name="Purchase", custom_data=basket)


def an_app_event() -> Any:
    """Every field of an app and its device."""
    device = sdk.ExtendedDeviceInfo(
        ext_info_version="a2",
        app_package_name="com.example.app",
        short_version="1.0",
        long_version="1.0 long",
        os_version="13.4.1",
        device_model_name="iPhone5,1",
        locale="en_US",
        timezone_abbreviation="PDT",
        carrier="AT&T",
        screen_width=320,
        screen_height=568,
        screen_density="2",
        cpu_core_count=2,
        total_disk_space_gb=13,
        free_disk_space_gb=8,
        device_time_zone="USA/New York",
    )
    app = sdk.AppData(
        application_tracking_enabled=True,
        advertiser_tracking_enabled=False,
        campaign_ids="7",
        consider_views=True,
        extinfo=device,
        include_dwell_data=True,
        include_video_data=True,
        install_referrer="https://play.example/",
        installer_package="com.example.store",
        url_schemes=["example://"],
        windows_attribution_id="w-7",
    )
    person = sdk.UserData(madid=MADID, anon_id="install-1")
    return event(action_source=sdk.ActionSource.APP, app_data=app, user_data=person)


def a_limited_use() -> Any:
    """The person lives in California: Meta may do less with it."""
    return event(data_processing_options=["LDU"], data_processing_options_country=1, data_processing_options_state=1000)


def no_limit_said_so() -> Any:
    return event(data_processing_options=[])


def an_opt_out_of_delivery() -> Any:
    return event(opt_out=True, referrer_url="https://search.example/?q=bicycles", advanced_measurement_table="table")


def an_addition_to_an_earlier_event() -> Any:
    """AppendValue, with all that names the first."""
    original = sdk.OriginalEventData(
        event_name="Purchase", event_time=int(time.time()) - 60, order_id="7", event_id="7"
    )
    return event(event_name="AppendValue", original_event_data=original)


def an_attribution() -> Any:
    """Every field but two: the SDK insists on enumerations for method and decline reason, and fails to write them."""
    attribution = sdk.AttributionData(
        scope="click",
        visit_time=1763800000,
        ad_id="7",
        adset_id="8",
        campaign_id="9",
        attribution_share=0.5,
        attribution_model=sdk.AttributionModel.LAST_TOUCH.value,
        attr_window=7,
        attribution_value=24.95,
        attribution_source="partner",
        touchpoint_type="click",
        touchpoint_ts=1763800000,
        auditing_token="audit",
        linkage_key="link",
        touchpoint_id="t-7",
        attribution_setting=sdk.AttributionSetting(inactivity_window_hours=24, reattribution_window_hours=48),
        total_credit=1.0,
        partner_client_id="p-7",
    )
    return event(event_name="AppendAttribution", attribution_data=attribution)


def a_message() -> Any:
    person = sdk.UserData(ctwa_clid="clid-7", page_id="1234567890")
    return event(
        action_source=sdk.ActionSource.BUSINESS_MESSAGING,
        messaging_channel=sdk.MessagingChannel.WHATSAPP,
        user_data=person,
    )


def a_request_of_a_browser() -> Any:
    """The SDK reads click id, browser id, address and page of the shop's own request, and marks each."""
    request = SimpleNamespace(
        host="www.example.com",
        query_params={"fbclid": ["IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB"]},
        cookies={"_fbp": FBP},
        referer="https://www.example.com/bicycles",
        x_forwarded_for="2001:db8::7",
        remote_address="2001:db8::7",
        scheme="https",
        request_uri="/thanks?fbclid=IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB",
    )
    made = event(event_source_url=None, user_data=sdk.UserData(email="ada@example.com", client_user_agent="Mozilla"))
    return made.set_request_context(request, sdk.Preference(is_client_ip_address_allowed=False))


EXAMPLES: dict[str, Callable[[], Any]] = {
    made.__name__: made
    for made in (
        a_complete_person,
        a_whole_basket,
        an_app_event,
        a_limited_use,
        no_limit_said_so,
        an_opt_out_of_delivery,
        an_addition_to_an_earlier_event,
        an_attribution,
        a_message,
        a_request_of_a_browser,
    )
}


def event(**changes: Any) -> Any:
    """A Lead of now; the test names it."""
    fields: dict[str, Any] = {
        "event_name": "Lead",
        "event_time": int(time.time()),
        "action_source": sdk.ActionSource.WEBSITE,
        "event_source_url": "https://www.example.com/thanks",
        "user_data": sdk.UserData(email="ada@example.com", client_user_agent="Mozilla/5.0"),
    }
    return sdk.Event(**{**fields, **changes})
