"""What can be set for the parts of the tag that see by themselves what happens on a page."""

from __future__ import annotations

from tandem.config.group import Group
from tandem.config.part import Part


class Routes(Part, frozen=True):
    """
    A PageView for each route of a single-page application, once per address. Meta's library leaves routes alone then.
    """


class DeclaredForm(Group, frozen=True):
    """A form whose submission is an event."""

    selector: str
    """A CSS selector of the form, e.g. "form.newsletter"."""
    event: str
    """The event's name, e.g. "Lead"."""


class Declared(Part, frozen=True):
    """
    Events declared in HTML: an element with `data-tandem-event="AddToCart"` sends it when it is clicked, a form when it
    is submitted. `data-tandem-value="9.90"` and the like are its parameters, `data-tandem-id` is its event id.
    """

    forms: tuple[DeclaredForm, ...] = ()
    """Forms by configuration: [{selector = "form.newsletter", event = "Lead"}]."""
