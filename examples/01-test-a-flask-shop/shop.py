"""A shop of one page. It tells Meta of each order twice: from the server, and from the page's Pixel."""

import hashlib
import json
import time
from urllib.request import Request, urlopen

from flask import Flask, render_template_string, request

THANKS = """
<h1>Thank you!</h1>
<script async src="{{ pixel_script }}"></script>
<script>
  fbq('init', '1234567890')
  fbq('track', 'Purchase', {"value": 49.90, "currency": "EUR"}, {"eventID": {{ event_id | tojson }}})
</script>
"""


def make_shop(graph="https://graph.facebook.com", pixel_script="https://connect.facebook.net/en_US/fbevents.js"):
    shop = Flask(__name__)

    @shop.post("/buy")
    def buy():
        event_id = f"order_{request.form['order']}"
        tell_meta(graph, event_id, request)
        return render_template_string(THANKS, event_id=event_id, pixel_script=pixel_script)

    return shop


def tell_meta(graph, event_id, request):
    email = request.form["email"].strip().lower()
    event = {
        "event_name": "Purchase",
        "event_time": int(time.time()),
        "event_id": event_id,
        "action_source": "website",
        "event_source_url": request.url,
        "user_data": {
            "em": [hashlib.sha256(email.encode()).hexdigest()],
            "client_ip_address": request.remote_addr,
            "client_user_agent": request.user_agent.string,
        },
        "custom_data": {"value": 49.90, "currency": "EUR"},
    }
    headers = {"Content-Type": "application/json", "Authorization": "Bearer the-access-token"}
    urlopen(Request(f"{graph}/v24.0/1234567890/events", json.dumps({"data": [event]}).encode(), headers))
