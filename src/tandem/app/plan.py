"""A site's tracking plan: what the tag's parts add, events.toml over it, and over that what it says of this site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.config.schema import BadSettings, Site
from tandem.event import dictionary

SITES = "site"
"""The table of events.toml that holds what differs by site: `[site.shop.Purchase.order]`."""

_ANY_ORDER = {"order_id": "1"}

Events = Mapping[str, Mapping[str, Any]]


def plan(site: Site, events: Events) -> dictionary.Dictionary:
    """Raises `BadSettings` when it cannot be read, or when nobody could ever say what an order is."""
    general = {name: fields for name, fields in events.items() if name != SITES}
    special = events.get(SITES, {}).get(site.name, {})
    try:
        built = dictionary.build(_laid_over(_laid_over(_of_parts(site), general), special))
    except dictionary.BadDefinition as error:
        raise BadSettings(f"events.toml: {error}") from None
    _check_truths(built, site)
    return built


def _of_parts(site: Site) -> Events:
    return {name: fields for part in site.tag.parts().values() for name, fields in part.defines().items()}


def _laid_over(general: Events, special: Events) -> dict[str, dict[str, Any]]:
    """Field by field, and within `order` rule by rule."""
    laid = {name: dict(fields) for name, fields in general.items()}
    for name, fields in special.items():
        below = laid.setdefault(name, {})
        order = {**below.get("order", {}), **fields.get("order", {})}
        laid[name] = {**below, **fields, **({"order": order} if order else {})}
    return laid


def _check_truths(built: dictionary.Dictionary, site: Site) -> None:
    known = [source.name for source in site.source]
    for name, definition in built.told_by_sources():
        if definition.order.truth not in known:
            choice = ", ".join(["tag", *known])
            raise BadSettings(
                f"events.toml: [{name}.order] truth = {definition.order.truth} is no source of site {site.name}: "
                f"write one of {choice}, or set it for the site that has it in [{SITES}.NAME.{name}.order]."
            )
        if unknown := [named for named in definition.order.only.sources if named not in known]:
            raise BadSettings(
                f"events.toml: [{name}.order] only.sources names {unknown[0]}, which is no source of site {site.name}: "
                f"write some of {', '.join(known)}."
            )
        if definition.derive_id(_ANY_ORDER) is None:
            raise BadSettings(
                f"events.toml: [{name}] needs an event_id made of the order alone, e.g. order_{{order_id}}: "
                "all who tell of a sale must come to the same id."
            )
