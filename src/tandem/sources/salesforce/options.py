"""What a Salesforce source can be told in `[site.source.options]`."""

from __future__ import annotations

import msgspec

from tandem.sources.mapped.mapping import Condition, Tells, Translation
from tandem.sources.mapped.mapping import Options as Mapping
from tandem.sources.mapped.rule import Rule


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """`[site.source.options]` of `kind = "salesforce"`."""

    map: dict[str, str | Rule]
    """Our field → the record's field, or a rule."""
    tells: Tells = "event"
    """Events, or facts of orders."""
    skip_unless: tuple[Condition, ...] = ()
    organization: str = ""
    """The organisation's id, `00D…`, from Setup, Company Information: whose outbound messages are heard."""
    token_parameter: str = "token"  # noqa: S105 - a name
    object: str = ""
    """Which records are asked for, e.g. Opportunity or Lead: the fields are those that `map` names."""
    where: str = ""
    """Which of them alone, in SOQL, e.g. `RecordType.DeveloperName = 'B2B'`."""
    api_version: str = "v62.0"

    @property
    def translation(self) -> Translation:
        """Raises `ValueError` when a rule cannot be used."""
        return Translation(Mapping(map=self.map, tells=self.tells, skip_unless=self.skip_unless))
