"""What a HubSpot source can be told in `[site.source.options]`."""

from __future__ import annotations

import msgspec

from tandem.sources.mapped.mapping import Condition, Tells, Translation
from tandem.sources.mapped.mapping import Options as Mapping
from tandem.sources.mapped.rule import Rule


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "hubspot"`."""

    address: str
    """The target URL as it stands in the app, letter by letter: it is part of what HubSpot signs."""
    map: dict[str, str | Rule]
    """Our field → where it is: `event.…`, `deal.…`, `contact.…`; or a rule."""
    tells: Tells = "event"
    """Events, or facts of orders."""
    skip_unless: tuple[Condition, ...] = ()

    @property
    def translation(self) -> Translation:
        """Raises `ValueError` when a rule cannot be used."""
        return Translation(Mapping(map=self.map, tells=self.tells, skip_unless=self.skip_unless))

    @property
    def our_number(self) -> Rule | None:
        """How the mapping makes the number by which we know a person."""
        given = self.map.get(OUR_NUMBER)
        return Rule(path=given) if isinstance(given, str) else given

    @property
    def words(self) -> frozenset[str]:
        """
        The values of a property that the mapping knows by name, such as stages. Another value may be anybody's address:
        it is not kept.
        """
        rules = [rule for rule in self.map.values() if isinstance(rule, Rule) and rule.path == VALUE]
        conditions = [condition for condition in self.skip_unless if condition.path == VALUE]
        looked_up = [word for rule in rules for word in rule.lookup]
        return frozenset([*looked_up, *(word for condition in conditions for word in condition.one_of)])


OUR_NUMBER = "user_data.external_id"
VALUE = "event.propertyValue"
