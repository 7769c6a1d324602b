"""The numbering plan of each region, out of libphonenumber's own tables, compiled when its first number comes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from phonenumbers import PhoneMetadata, PhoneNumberDesc

_NOTHING = re.compile("(?!)")
_REGIONS = 512
"""More than there are; what is no region at all must not fill the memory."""


class Plan(Struct, frozen=True):
    """
    How numbers of one region are written and told apart. Patterns are of ASCII digits.

    Source: libphonenumber's metadata, its `resources/phonemetadata.proto`.
    """

    code: str
    """Country code, one to three digits."""
    abroad: re.Pattern[str]
    """What is dialled before another country's code, as 00 or 011."""
    trunk: re.Pattern[str]
    """What stands before a number at home only, as 0; it may capture what `rule` puts in its place."""
    rule: str
    """A template for `expand`, used where the last group of `trunk` was captured; empty where nothing is put there."""
    form: re.Pattern[str]
    """What any national significant number of the region looks like, its length left aside."""
    lengths: frozenset[int]
    """The digits that such a number may have."""
    valid: re.Pattern[str]
    """A number of the region that is of a known type (fixed line, mobile, toll free…), length and all."""
    leads: re.Pattern[str] | None
    """How numbers begin that are this region's and no other's of the same country code, where that is known."""
    sharers: tuple[str, ...]
    """All regions of the country code, the main one first."""


@lru_cache(_REGIONS)
def plan_of(region: str) -> Plan | None:
    """The plan of a region (ISO 3166-1 alpha-2, upper case); None where libphonenumber knows no such region."""
    import phonenumbers  # 100 ms: paid by the first number that needs it, not by every start

    found = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if found is None or found.general_desc is None or found.country_code is None:
        return None
    return Plan(
        code=str(found.country_code),
        abroad=_pattern(found.international_prefix),
        trunk=_pattern(found.national_prefix_for_parsing),
        rule=found.national_prefix_transform_rule or "",
        form=_pattern(found.general_desc.national_number_pattern),
        lengths=frozenset(found.general_desc.possible_length),
        valid=_valid(found, found.general_desc),
        leads=re.compile(found.leading_digits) if found.leading_digits else None,
        sharers=tuple(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[found.country_code]),
    )


def _pattern(text: str | None) -> re.Pattern[str]:
    return re.compile(text) if text else _NOTHING


def _valid(found: PhoneMetadata, general: PhoneNumberDesc) -> re.Pattern[str]:
    kinds = [_of_length(kind) for kind in _kinds(found) if kind and kind.national_number_pattern]
    return re.compile(rf"(?={_of_length(general)}\Z)(?:{'|'.join(kinds) or '(?!)'})")


def _kinds(found: PhoneMetadata) -> tuple[PhoneNumberDesc | None, ...]:
    """The types that libphonenumber tells apart. It looks for mobile numbers only where their form is their own."""
    mobile = None if found.same_mobile_and_fixed_line_pattern else found.mobile
    rare = (found.premium_rate, found.shared_cost, found.personal_number, found.pager, found.uan, found.voicemail)
    return (found.fixed_line, mobile, found.toll_free, found.voip, *rare)


def _of_length(kind: PhoneNumberDesc) -> str:
    lengths = "|".join(rf"\d{{{length}}}" for length in kind.possible_length if length > 0)
    return (
        rf"(?=(?:{lengths})\Z)(?:{kind.national_number_pattern})" if lengths else rf"(?:{kind.national_number_pattern})"
    )
