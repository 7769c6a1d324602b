"""
Meta's business SDK for Python sending purchases with the same identifiers.

    python -m bench.sdk_sender ENDPOINT BATCH EVENTS

It is given readable values and hashes them, which is how it is used; Tandem did that when it accepted the events.
"""

from __future__ import annotations

import json
import sys
import time

from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.custom_data import CustomData
from facebook_business.adobjects.serverside.event import Event
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.user_data import UserData
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession


def event(number: int) -> Event:
    user = UserData(
        emails=[f"ada{number}@example.com"],
        phones=[f"4915112{number:06d}"],
        first_name="Ada",
        last_name="Lovelace",
        city="Berlin",
        zip_code="10115",
        country_code="de",
        external_id=str(number),
        fbp="fb.1.1763812800000.1098115397",
        fbc="fb.1.1763812800000.AbCdEf_gh-IJ",
        client_ip_address="203.0.113.9",
        client_user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    )
    return Event(
        event_name="Purchase",
        event_time=int(time.time()),
        event_id=str(number),
        action_source=ActionSource.WEBSITE,
        event_source_url="https://www.example.com/thanks",
        user_data=user,
        custom_data=CustomData(value=49.90, currency="EUR", order_id=str(number)),
    )


def main(endpoint: str, batch: int, events: int) -> None:
    FacebookSession.GRAPH = endpoint
    FacebookAdsApi.init(access_token="EMULATED-token-of-the-bench", crash_log=False)
    began, cpu = time.perf_counter(), time.process_time()
    for start in range(0, events, batch):
        EventRequest(pixel_id="1234567890", events=[event(start + n) for n in range(batch)]).execute()
    spent, worked = time.perf_counter() - began, time.process_time() - cpu
    figures = {"events": events, "per_second": round(events / spent), "per_cpu_second": round(events / worked)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
