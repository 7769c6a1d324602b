"""Does personal data travel in clear, in an address or among the custom data?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tandem.emulator.diagnostics.question import Hit, Question, Sample
from tandem.emulator.fields import Fields
from tandem.emulator.redact import EMAIL

PERSONAL_NAMES = re.compile(
    r"e_?mail(_address)?|phone(_number)?|tel|(first|last|full)_?name|street|birthday|date_of_birth", re.IGNORECASE
)
PARAM = re.compile(r"[?&#]([^=&#]+)=([^&#]+)")
HASH = re.compile(r"[0-9a-fA-F]{32,64}")


def ask(sample: Sample) -> Iterator[Hit]:
    for event, fields in sample.events:
        for place in (*_in_urls(fields), *_in_details("custom_data", fields.custom_data), *_unhashed(fields, sample)):
            yield Hit(event, f"personal data in clear in {place}")


def _in_urls(fields: Fields) -> Iterator[str]:
    for name in ("event_source_url", "referrer_url"):
        url = getattr(fields, name)
        named = any(PERSONAL_NAMES.fullmatch(key) and not HASH.fullmatch(value) for key, value in PARAM.findall(url))
        if named or EMAIL.search(url):
            yield name


def _in_details(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _in_detail(f"{path}.{key}", key, item)
    elif isinstance(value, list):
        for item in value:
            yield from _in_detail(path, "", item)


def _in_detail(path: str, key: str, item: Any) -> Iterator[str]:
    if isinstance(item, (dict, list)):
        yield from _in_details(path, item)
        return
    text = str(item)
    if EMAIL.search(text) or (text and PERSONAL_NAMES.fullmatch(key) and not HASH.fullmatch(text)):
        yield path


def _unhashed(fields: Fields, sample: Sample) -> Iterator[str]:
    """Only a browser event can get this far with clear text: the server edge refuses it."""
    for key, value in fields.user_data.items():
        if key in sample.rules.identity.hash_required and isinstance(value, str) and not HASH.match(value):
            yield f"user_data.{key}"


QUESTION = Question(
    key="personal_data",
    title="Personal data is sent in clear",
    trigger="A URL or custom_data holds an email address, or a value under a name such as phone or first_name.",
    cure="Take it out of the address and of the event. Customer information belongs in user_data, hashed.",
    severity="problem",
    evidence="documented",
    ask=ask,
)
