"""The words of Meta's business SDK for Python, as a sender uses them."""

from __future__ import annotations

from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.app_data import AppData
from facebook_business.adobjects.serverside.attribution_data import AttributionData
from facebook_business.adobjects.serverside.attribution_model import AttributionModel
from facebook_business.adobjects.serverside.attribution_setting import AttributionSetting
from facebook_business.adobjects.serverside.batch_processor import BatchProcessor
from facebook_business.adobjects.serverside.content import Content
from facebook_business.adobjects.serverside.custom_data import CustomData
from facebook_business.adobjects.serverside.delivery_category import DeliveryCategory
from facebook_business.adobjects.serverside.event import Event
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.event_request_async import EventRequestAsync
from facebook_business.adobjects.serverside.event_response import EventResponse
from facebook_business.adobjects.serverside.extended_device_info import ExtendedDeviceInfo
from facebook_business.adobjects.serverside.gender import Gender
from facebook_business.adobjects.serverside.http_service_interface import HttpServiceInterface
from facebook_business.adobjects.serverside.messaging_channel import MessagingChannel
from facebook_business.adobjects.serverside.original_event_data import OriginalEventData
from facebook_business.adobjects.serverside.preference import Preference
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

__all__ = [
    "ActionSource",
    "AdsPixel",
    "AppData",
    "AttributionData",
    "AttributionModel",
    "AttributionSetting",
    "BatchProcessor",
    "Content",
    "CustomData",
    "DeliveryCategory",
    "Event",
    "EventRequest",
    "EventRequestAsync",
    "EventResponse",
    "ExtendedDeviceInfo",
    "FacebookAdsApi",
    "FacebookRequestError",
    "FacebookSession",
    "Gender",
    "HttpServiceInterface",
    "MessagingChannel",
    "OriginalEventData",
    "Preference",
    "UserData",
]
