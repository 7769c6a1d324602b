"""A mapping: which of our fields comes from where in their message, and which messages say nothing to us. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import msgspec

from tandem.sources.mapped.rule import Rule, look

Tells = Literal["order", "event"]
"""What a mapping makes of their messages: facts of orders, or events."""


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"one_of": "is"}):
    """Holds where the value at `path` is one of these; without `is`, where there is one."""

    path: str
    one_of: tuple[str, ...] = ()

    def holds(self, document: Any) -> bool:
        found = look(document, self.path)
        return str(found) in self.one_of if self.one_of else found is not None


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "json"`."""

    map: dict[str, str | Rule]
    """Our field → where it is: a path, or a rule."""
    tells: Tells = "order"
    """Facts of orders, or events."""
    proof: Literal["standard-webhooks", "bearer"] = "standard-webhooks"
    """How the sender proves who it is. `bearer` is for tools that cannot sign: the secret travels with each message."""
    skip_unless: tuple[Condition, ...] = ()
    """Messages for which one of these does not hold say nothing to us."""
    each: str = ""
    """Where the list is, if one message tells of several; paths then begin at its elements."""


_DECISIVE = ("kind", "event_name")
"""What is looked up to nothing here says nothing to us: a status that we do not follow is no mistake."""


class Translation:
    """The mapping of one source."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rules = {target: _rule(given, target) for target, given in options.map.items()}

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything in a message that the mapping looks at, each once."""
        found = [path for rule in self._rules.values() for path in rule.paths]
        return tuple(dict.fromkeys([*found, *(condition.path for condition in self._options.skip_unless)]))

    def documents(self, message: Any) -> list[dict[str, Any]]:
        """Ours, of theirs. Raises `Refused` for a value that is not written as the mapping says."""
        return [made for one in self.parts(message) if (made := self.document(one)) is not None]

    def parts(self, message: Any) -> list[Any]:
        """What of the message is one telling each, in their words, as far as it speaks to us."""
        each = self._options.each
        found = look(message, each) if each else [message]
        return [one for one in found if self._speaks_to_us(one)] if isinstance(found, list) else []

    def may_speak(self, one: Any, known: Collection[str]) -> bool:
        """Whether it can say something to us, as far as its parts `known` show: the others are still to come."""
        conditions = [each for each in self._options.skip_unless if _part(each.path) in known]
        decisive = [rule for target, rule in self._rules.items() if target in _DECISIVE]
        shown = [rule for rule in decisive if all(_part(path) in known for path in rule.paths)]
        return all(each.holds(one) for each in conditions) and all(rule.value(one, "map") for rule in shown)

    def _speaks_to_us(self, one: Any) -> bool:
        return all(condition.holds(one) for condition in self._options.skip_unless)

    def document(self, one: Any) -> dict[str, Any] | None:
        """Ours, of one part; None where it says nothing to us. Raises `Refused`."""
        values = {target: rule.value(one, target) for target, rule in self._rules.items()}
        if any(values.get(name, "") is None for name in _DECISIVE):
            return None
        told = {target: value for target, value in values.items() if value is not None and value != ""}
        return _nested({target: value for target, value in told.items() if self._stands(target, told)})

    def _stands(self, target: str, told: Mapping[str, Any]) -> bool:
        """
        A currency that is the same for all says nothing where no amount came, a country nothing where no person did.
        What is said of the event itself stands: that it is of the CRM, at every stage.
        """
        group, dot, name = target.partition(".")
        is_of_event = group == "custom_data" and name != "currency"
        if not dot or is_of_event or self._rules[target].constant is None:
            return True
        return any(other.startswith(group + dot) and self._rules[other].constant is None for other in told)


def _part(path: str) -> str:
    return path.partition(".")[0]


def _rule(given: str | Rule, target: str) -> Rule:
    try:
        return given if isinstance(given, Rule) else Rule(path=given)
    except ValueError as error:
        raise ValueError(f"map.{target}: {error}") from None


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """`{"totals.tax": 1}` as `{"totals": {"tax": 1}}`."""
    made: dict[str, Any] = {}
    for target, value in values.items():
        *groups, name = target.split(".")
        inner = made
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return made
