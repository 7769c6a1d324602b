"""The door for carried visits, in OpenAPI."""

from __future__ import annotations

from tandem.app.doors_schemas import Part, ref
from tandem.web.openapi import DOORS

ASKED: Part = {
    "v": 1,
    "consent": {"ads": "granted", "signal": "manual"},
    "reference": "0k2m9v7q1t5r3n8p6s4u0w2y7x",
    "fbp": "fb.1.1780000000000.1098115397",
}


def visit_door() -> Part:
    refused = "Not readable, or the visitor has not allowed it on this page."
    return {
        "tags": [DOORS],
        "operationId": "postVisit",
        "summary": "Ask for a visit that was carried to this domain",
        "description": (
            "The tag does this for you, with `[site.tag.bridge]`. One browser may redeem a reference, once, from a "
            "page of a domain that the first site names; it may repeat the request for a minute."
        ),
        "requestBody": {"required": True, "content": {"text/plain": {"schema": ref("VisitAsked"), "example": ASKED}}},
        "responses": {
            "200": _answer("The visit to go on with. Its cookies come with the answer.", "VisitTold"),
            "400": _answer(refused, "Turned"),
            "403": _answer("The page is none that a site lists.", "Turned"),
            "404": _answer("No visit for this page: used before, expired, taken back, or never told.", "NotHere"),
        },
    }


def _answer(description: str, schema: str) -> Part:
    return {"description": description, "content": {"application/json": {"schema": ref(schema)}}}
