"""Can it be matched: hashes where hashes belong, a well-formed click id, and enough to tell people apart?"""

from __future__ import annotations

import re
from typing import Any

from tandem.emulator.received import Payload, Refused
from tandem.emulator.rules import IdentityRules, Limits


class Identity:
    """The rules of `identity.json`, ready for use."""

    def __init__(self, rules: IdentityRules, limits: Limits) -> None:
        self._rules = rules
        self._known = rules.hash_required | rules.hash_recommended | rules.hash_never
        self._hashed = re.compile(rules.hash_pattern).fullmatch
        self._fbc = re.compile(rules.fbc_pattern).fullmatch
        self._lead_digits = range(limits.lead_id_digits[0], limits.lead_id_digits[1] + 1)

    def check(self, user_data: Payload) -> None:
        """Raises `Refused` for the first key that breaks a rule, or when all of them together say too little."""
        given = {key: value for key, value in user_data.items() if value not in (None, "", [])}
        for key in given.keys() & self._rules.hash_required:
            self._check_hashed(key, given[key])
        if "fbc" in given and not self._fbc(str(given["fbc"])):
            raise Refused("fbc_malformed")
        if "lead_id" in given:
            self._check_lead_id(str(given["lead_id"]))
        matchable = given.keys() & self._known
        if any(matchable <= thin for thin in self._rules.too_thin):
            raise Refused("identity_too_thin")

    def _check_hashed(self, key: str, value: Any) -> None:
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) and self._hashed(item) for item in values):
            raise Refused("identity_unhashed", key=key)

    def _check_lead_id(self, lead_id: str) -> None:
        if not (lead_id.isdecimal() and len(lead_id) in self._lead_digits):
            raise Refused("lead_id_malformed")
