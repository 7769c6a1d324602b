"""
The judgement of one event: the first rule it breaks, or silence.

One file per question, in this order: is it shaped like an event, is its time right, can it be matched, has a
purchase its amount. Meta does not document which fault it names first; of these, time was seen to come before identity.
"""

from __future__ import annotations

from tandem.emulator.edge.amount import check_amount
from tandem.emulator.edge.identity import Identity
from tandem.emulator.edge.moment import check_moment
from tandem.emulator.edge.shape import Shape
from tandem.emulator.edge.strict import Strict
from tandem.emulator.received import Payload
from tandem.emulator.rules import Rules


class Judge:
    """Holds the rules, ready to be applied to many events. A strict one also refuses what Meta only warns about."""

    def __init__(self, rules: Rules, *, strict: bool = False) -> None:
        self._edge = rules.edge
        self._shape = Shape(rules.edge)
        self._identity = Identity(rules.identity, rules.edge.limits)
        self._strict = Strict(rules) if strict else None

    def check(self, event: Payload, now: float) -> None:
        """Raises `Refused` with the first rule the event breaks. `now` is Unix seconds."""
        self._shape.check(event)
        check_moment(event, now, self._edge.limits)
        self._identity.check(event["user_data"])
        check_amount(event, self._edge.purchase)
        if self._strict:
            self._strict.check(event, now)
