"""
The IAB's Transparency & Consent Framework, version 2: the TC string, and Google's Additional Consent string beside it.

Meta is no vendor of the IAB's list (number 89 there is another company), so the purposes are asked, not the vendors. On
Google's list of ad technology providers Meta is number 89: the Additional Consent string names it. Sources:
github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework, TCFv2, "Consent string and vendor list
formats"; support.google.com/admanager/answer/9681920.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec

from tandem.consent.signals.bits import Bits
from tandem.consent.signals.said import NOTHING, Said, Unreadable

ADVERTISING = frozenset({1, 3, 4, 7})
"""Store on the device, build an ad profile, use it, measure ads: what a conversion at Meta is used for."""

META_AT_GOOGLE = 89

_VERSION = 2
_OLDEST_POLICY = 4
"""Strings of an older policy are invalid since 30 September 2023."""

_CREATED, _CMP_VERSION_AND_SCREEN, _TEXTS_AND_SPECIAL_FEATURES, _PURPOSE_ONE_TREATMENT = 36, 12 + 6, 1 + 12, 1
"""Bits of the core that are passed over."""

_DISCLOSED, _PUBLISHER = 1, 3
"""The kinds of segments behind the core."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_NUMBERS = r"(?:\d{1,6}(?:\.\d{1,6})*)?"
_ADDITIONAL = re.compile(rf"(?:1~(?P<first>{_NUMBERS})|2~(?P<second>{_NUMBERS})~dv\.{_NUMBERS})", re.ASCII)

Ranges = tuple[tuple[int, int], ...]
"""Vendor numbers, from and to, both included: a short string may name sixty thousand of them."""


class TcString(msgspec.Struct, frozen=True, kw_only=True):
    """A TC string, read. `disclosed` and `publisher` are None where the string has no such segment."""

    updated: datetime
    cmp: int
    language: str
    vendor_list: int
    policy: int
    service_specific: bool
    purposes: frozenset[int]
    legitimate_interests: frozenset[int]
    publisher_country: str
    vendors: Ranges
    vendor_interests: Ranges
    disclosed: Ranges | None = None
    publisher: frozenset[int] | None = None


def tcf(text: str, additional: str | None = None, *, require_additional: bool = False) -> Said:
    """
    Whether the four purposes of advertising are granted and, with `require_additional`, Meta by name. A string that is
    invalid, or lacks the Additional Consent string it needs, says nothing.
    """
    try:
        told = decode(text)
    except Unreadable:
        return NOTHING
    if told.policy < _OLDEST_POLICY or not told.service_specific:
        return NOTHING
    if not told.purposes >= ADVERTISING:
        return Said(ads="denied", signal="tcf", at=_end_of_day(told.updated))
    if not require_additional:
        return Said(ads="granted", signal="tcf", at=told.updated)
    providers = additional_consent(additional or "")
    if providers is None:
        return NOTHING
    if META_AT_GOOGLE in providers:
        return Said(ads="granted", signal="tcf", at=told.updated)
    return Said(ads="denied", signal="tcf", at=_end_of_day(told.updated))


def additional_consent(text: str) -> frozenset[int] | None:
    """The providers of Google's list that may work, from `2~…~dv.…` or the older `1~…`; None for another text."""
    found = _ADDITIONAL.fullmatch(text)
    if found is None:
        return None
    return frozenset(map(int, filter(None, (found["first"] or found["second"] or "").split("."))))


def decode(text: str) -> TcString:
    """The core and its segments. Raises `Unreadable`."""
    core, *segments = text.split(".")
    told = _core(Bits(core))
    for segment in map(Bits, segments):
        kind = segment.number(3)
        if kind == _DISCLOSED:
            told = msgspec.structs.replace(told, disclosed=_vendors(segment))
        elif kind == _PUBLISHER:
            told = msgspec.structs.replace(told, publisher=segment.members(24))
    return told


def _core(bits: Bits) -> TcString:
    """In the order of the bits: what is skipped is of no use here."""
    if bits.number(6) != _VERSION:
        raise Unreadable("is of another version")
    return TcString(
        updated=_EPOCH + timedelta(milliseconds=100 * bits.skip(_CREATED).number(36)),
        cmp=bits.number(12),
        language=_letters(bits.skip(_CMP_VERSION_AND_SCREEN).number(12)),
        vendor_list=bits.number(12),
        policy=bits.number(6),
        service_specific=bits.flag(),
        purposes=bits.skip(_TEXTS_AND_SPECIAL_FEATURES).members(24),
        legitimate_interests=bits.members(24),
        publisher_country=_letters(bits.skip(_PURPOSE_ONE_TREATMENT).number(12)),
        vendors=_vendors(bits),
        vendor_interests=_vendors(bits),
    )


def _letters(twelve: int) -> str:
    return "".join(chr(ord("A") + six) for six in divmod(twelve, 64))


def _vendors(bits: Bits) -> Ranges:
    most = bits.number(16)
    if not bits.flag():
        return bits.runs(most)
    return tuple(_range(bits) for _ in range(bits.number(12)))


def _range(bits: Bits) -> tuple[int, int]:
    several, first = bits.flag(), bits.number(16)
    return first, bits.number(16) if several else first


def _end_of_day(moment: datetime) -> datetime:
    """The framework rounds to the day: an agreement is dated by its beginning, a refusal by its end."""
    return moment + _DAY if (moment - _EPOCH) % _DAY == timedelta() else moment
