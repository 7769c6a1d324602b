"""
A little Salesforce: a token for the app's credentials, and pages of a query, in the shapes of its documentation
(REST API Developer Guide, "Execute a SOQL Query"; "OAuth 2.0 Client Credentials Flow").
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.shops.web_crm import Answer, Asked, served

KEYS = "3MVG9.key-of-tests:secret-of-tests"
QUERY = "/services/data/v62.0/query"
NEXT = "/services/data/v62.0/query/01gD0000002HU6KIAW-"


class LittleSalesforce:
    """Its records, in pages of two, and what it was asked. `broken` is answered instead of any query."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.queries: list[str] = []
        self.broken: Answer | None = None
        self.instance = ""
        self.url = ""
        self._tokens: list[str] = []

    def change(self, at: datetime, **fields: Any) -> None:
        """A record as the API gives it, changed at that moment."""
        stamp = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000+0000"
        url = f"{QUERY}/../sobjects/Opportunity/{fields['Id']}"
        self.records = [each for each in self.records if each["Id"] != fields["Id"]]
        self.records.append({"attributes": {"type": "Opportunity", "url": url}, "SystemModstamp": stamp, **fields})

    def answer(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.path)
        if parts.path == "/services/oauth2/token":
            return self._token(asked)
        if asked.headers.get("authorization") not in [f"Bearer {token}" for token in self._tokens]:
            return 401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
        if self.broken:
            return self.broken
        if parts.path == QUERY:
            self.queries.append(parse_qs(parts.query)["q"][0])
        return self._page(int(parts.path.removeprefix(NEXT)) if parts.path.startswith(NEXT) else 0)

    def _token(self, asked: Asked) -> Answer:
        proof = f"Basic {base64.b64encode(KEYS.encode()).decode()}"
        if asked.headers.get("authorization") != proof or asked.body != b"grant_type=client_credentials":
            return 400, {"error": "invalid_client_id", "error_description": "client identifier invalid"}
        self._tokens.append(f"00D5f000001abcd!token-{len(self._tokens)}")
        return 200, {
            "access_token": self._tokens[-1],
            "instance_url": self.instance or self.url,
            "token_type": "Bearer",
        }

    def _page(self, begin: int) -> Answer:
        since = re.search(r"SystemModstamp >= (\S+)Z", self.queries[-1])
        assert since is not None
        found = [each for each in self.records if each["SystemModstamp"][:19] >= since[1]]
        found.sort(key=lambda each: (each["SystemModstamp"], each["Id"]))
        more = len(found) > begin + 2
        page = {"totalSize": len(found), "done": not more, "records": found[begin : begin + 2]}
        return 200, {**page, "nextRecordsUrl": f"{NEXT}{begin + 2}"} if more else page


@contextmanager
def little_salesforce() -> Iterator[LittleSalesforce]:
    crm = LittleSalesforce()
    with served(crm.answer) as crm.url:
        yield crm


def in_json(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode()
