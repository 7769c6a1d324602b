"""
Phone numbers as they are written at home, read without libphonenumber's parser, which takes ten times as long.

Only what is plain is read here: digits and separators, and nothing that could be meant in two ways. What is said is
what the library says, step for step (its `parse` and `is_valid_number`); for whatever is less plain it is asked itself.
"""

from __future__ import annotations

from tandem.identity.numbering import Plan, plan_of

_SEPARATORS = str.maketrans("", "", " ().-/\xa0")
_LONGEST = 250
"""Characters above which the library reads nothing."""


def read(text: str, region: str) -> str | None:
    """
    The digits with country code, `16505551212` from `(650) 555-1212` and `US`; None where it is not plain or not valid.

    `region` is an ISO 3166-1 alpha-2 code in upper case.
    """
    digits = text if text.isdecimal() else text.translate(_SEPARATORS)
    if not (digits.isdecimal() and digits.isascii() and len(text) <= _LONGEST):
        return None
    plan = plan_of(region)
    if plan is None or plan.abroad.match(digits):
        return None
    number = _significant(digits, plan)
    return plan.code + number if number and _is_valid(number, plan) else None


def _significant(digits: str, plan: Plan) -> str | None:
    """What may be the national significant number. It may begin as the country code does, or stand behind it."""
    if not digits.startswith(plan.code):
        return _behind_trunk(digits, plan)
    if not plan.form.fullmatch(digits):
        return _behind_code(digits[len(plan.code) :], plan)
    return _behind_trunk(digits, plan) if len(digits) in plan.lengths else None


def _behind_trunk(digits: str, plan: Plan) -> str:
    """The trunk prefix goes where a number is left without it."""
    bare = _without_trunk(digits, plan)
    return bare if plan.form.fullmatch(bare) else digits


def _behind_code(rest: str, plan: Plan) -> str | None:
    """Behind a code the library takes trunk prefixes off twice, as the region has them and the main one: not plain."""
    plans = (plan, plan_of(plan.sharers[0]))
    has_trunk = any(each and _without_trunk(rest, each) != rest for each in plans)
    return rest if plan.form.fullmatch(rest) and not has_trunk else None


def _without_trunk(digits: str, plan: Plan) -> str:
    found = plan.trunk.match(digits)
    if found is None:
        return digits
    is_replaced = plan.rule and found[plan.trunk.groups] is not None
    return (found.expand(plan.rule) if is_replaced else "") + digits[found.end() :]


def _is_valid(number: str, plan: Plan) -> bool:
    """True when the number is one of the first region, of those with the country code, that it can belong to."""
    for region in plan.sharers:
        sharer = plan_of(region)
        if sharer is None:
            continue
        if sharer.leads and sharer.leads.match(number):
            return sharer.valid.fullmatch(number) is not None
        if sharer.leads is None and sharer.valid.fullmatch(number):
            return True
    return False
