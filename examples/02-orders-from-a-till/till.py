"""A till: signs one fact of one order as a Standard Webhook and posts it. Usage: python till.py paid 0042 [gateway]"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import uuid
from urllib.request import Request, urlopen


def tell(kind: str, order_id: str, gateway: str = "http://127.0.0.1:8000") -> int:
    """Returns the HTTP status; 200 means that the gateway has it on disk."""
    now = int(time.time())
    fact = {
        "order_id": order_id,
        "kind": kind,
        "at": now,
        "totals": {"currency": "EUR", "gross": "49.90", "tax": "7.97"},
        "user_data": {"em": "ada@example.com"},
        "consent": {"ads": "granted", "signal": "till", "at": now},
    }
    number, body = str(uuid.uuid4()), json.dumps(fact).encode()
    key = base64.b64decode(os.environ["TILL_SECRET"].removeprefix("whsec_"))
    digest = hmac.new(key, f"{number}.{now}.".encode() + body, hashlib.sha256).digest()
    signed = {
        "webhook-id": number,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
    with urlopen(Request(f"{gateway}/hooks/till", body, signed), timeout=10) as answer:
        return int(answer.status)


if __name__ == "__main__":
    print(tell(*sys.argv[1:]))
