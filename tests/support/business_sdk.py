"""The words of Meta's business SDK for Python, as a sender uses them."""

from __future__ import annotations

from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.batch_processor import BatchProcessor
from facebook_business.adobjects.serverside.custom_data import CustomData
from facebook_business.adobjects.serverside.event import Event
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.event_request_async import EventRequestAsync
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

__all__ = [
    "ActionSource",
    "BatchProcessor",
    "CustomData",
    "Event",
    "EventRequest",
    "EventRequestAsync",
    "FacebookAdsApi",
    "FacebookRequestError",
    "FacebookSession",
    "UserData",
]
