"""
What only Meta asks of an event, and few events carry: privacy limits, apps, messaging, attribution, later additions.

Source: developers.facebook.com/documentation/ads-commerce/conversions-api/parameters (server event, app data, original
event); the fields marked so in contracts/meta/server_event.json are known from Meta's business SDK alone.
"""

from __future__ import annotations

from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=2048)]
Seconds = Annotated[int, msgspec.Meta(ge=0, lt=100_000_000_000)]
"""Unix time in seconds; a larger number is milliseconds."""

Flag = bool | Literal[0, 1]
Segment = Literal[
    "new_customer_to_business",
    "new_customer_to_business_line",
    "new_customer_to_product_area",
    "new_customer_to_medium",
    "existing_customer_to_business",
    "existing_customer_to_business_line",
    "existing_customer_to_product_area",
    "existing_customer_to_medium",
    "customer_in_loyalty_program",
]
DeclineReason = Literal[
    "attribute_to_other_source",
    "out_of_lookback_window",
    "view_through_disabled",
    "within_inactive_window",
    "inactive",
    "fraud_detected",
    "unknown",
    "reinstall_attribution_disabled",
    "lookback",
    "not_pmod_match",
    "validation_rule_detected",
    "preload_install",
    "min_time_between_re_engagements",
    "duplicated",
    "pmod_disabled",
]
AttributionModel = Literal[
    "customized_multi_touch",
    "first_touch",
    "last_click",
    "last_touch",
    "linear",
    "position_based",
    "time_decay",
    "unknown",
]

SLOTS = 16
"""Of `extinfo`: all of them must be there, an empty text where nothing is known."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class AppData(_Part, frozen=True):
    """The app in which it happened."""

    advertiser_tracking_enabled: Flag
    """Whether the person allows tracking on this device (App Tracking Transparency)."""
    extinfo: Annotated[tuple[str | int | float | None, ...], msgspec.Meta(min_length=SLOTS, max_length=SLOTS)]
    """The device: version of this list (`a2` Android, `i2` iOS), package, app versions, OS version, model, locale…"""
    application_tracking_enabled: Flag | None = None
    campaign_ids: Text | None = None
    install_referrer: Text | None = None
    installer_package: Text | None = None
    url_schemes: tuple[Text, ...] | Text | None = None
    vendor_id: Text | None = None
    windows_attribution_id: Text | None = None
    consider_views: Flag | None = None
    include_dwell_data: Flag | None = None
    include_video_data: Flag | None = None
    receipt_data: str | None = None


class OriginalEvent(_Part, frozen=True):
    """The event that this one adds to."""

    event_name: Text | None = None
    event_time: Seconds | None = None
    order_id: Text | int | None = None
    event_id: Text | int | None = None


class AttributionSetting(_Part, frozen=True):
    inactivity_window_hours: int | None = None
    reattribution_window_hours: int | None = None


class Attribution(_Part, frozen=True):
    """To which ad a measurement partner attributes the event, and how much of it."""

    ad_id: Text | int | None = None
    adset_id: Text | int | None = None
    campaign_id: Text | int | None = None
    touchpoint_ts: Seconds | None = None
    touchpoint_id: Text | None = None
    touchpoint_type: Text | None = None
    attribution_share: Decimal | None = None
    """0 to 1."""
    attribution_value: Decimal | None = None
    """The share times the event's value."""
    attribution_model: AttributionModel | None = None
    attribution_method: Literal["ard", "deeplink", "gpir", "invalid_response", "mir", "srn"] | None = None
    attribution_source: Text | None = None
    attribution_setting: AttributionSetting | None = None
    attr_window: int | None = None
    scope: Text | None = None
    visit_time: Seconds | None = None
    decline_reason: DeclineReason | None = None
    auditing_token: Text | None = None
    linkage_key: Text | None = None
    total_credit: Decimal | None = None
    partner_client_id: Text | None = None


class Extras(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields themselves, under Meta's names. None: the sender said nothing. Passed on as they came."""

    opt_out: Annotated[bool | None, msgspec.Meta(description="True: use it for attribution, not for delivery.")] = None
    data_processing_options: Annotated[
        tuple[Literal["LDU"], ...] | None,
        msgspec.Meta(description="[LDU] limits what Meta may do with it (US states); [] says that nothing is limited."),
    ] = None
    data_processing_options_country: Literal[0, 1] | None = None
    """1: the United States. 0: Meta locates the person."""
    data_processing_options_state: int | None = None
    """See contracts/meta/server_event.json; 0: Meta locates the person."""
    customer_segmentation: Segment | None = None
    original_event_data: OriginalEvent | None = None
    attribution_data: Attribution | None = None
    messaging_channel: Literal["messenger", "whatsapp", "instagram"] | None = None
    app_data: AppData | None = None
    advanced_measurement_table: Text | None = None

    def told(self) -> dict[str, Any]:
        """The fields that say something, by name."""
        if (values := _values(self)) == _NOTHING:
            return {}
        return {name: value for name, value in zip(Extras.__struct_fields__, values, strict=True) if value is not None}

    def alone(self) -> Extras | None:
        """These fields without those of the record they were read with, or None when they say nothing."""
        return None if _values(self) == _NOTHING else Extras(**self.told())


_values = attrgetter(*Extras.__struct_fields__)
_NOTHING = (None,) * len(Extras.__struct_fields__)


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a request said of all its events. Events of different envelopes travel to Meta in different requests."""

    test_event_code: str | None = None
    partner_agent: str | None = None
    namespace_id: str | None = None
    upload_id: str | None = None
    upload_tag: str | None = None
    upload_source: str | None = None


def both(first: Extras | None, second: Extras | None) -> Extras | None:
    """What either says; of two answers the first."""
    if first is None or second is None:
        return first or second
    return Extras(**{**second.told(), **first.told()})
