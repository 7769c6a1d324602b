"""What can be set for customer data that visitors complete in the forms of a page."""

from __future__ import annotations

from typing import Any, ClassVar

from tandem.config.page import DeclaredForm
from tandem.config.part import Part
from tandem.kit import contracts


class Forms(Part, frozen=True):
    """
    Customer data from the page's forms, field by field as the visitor completes them, after consent only: known by
    `autocomplete`, then by the types `email` and `tel`. Never passwords, payment cards, hidden fields and the like
    (contracts/forms.json), nor anything inside an element with `data-tandem-ignore`. See docs/captured.md.
    """

    fields: dict[str, str] = {}  # noqa: RUF012 - msgspec copies it
    """Further fields by Meta's key, each a CSS selector: `{ em = "#contact_mail", zp = "[name=plz]" }`."""
    guess: bool = False
    """Whether fields that HTML says nothing of are known by their names (`mail`, `vorname`, `zip`). May guess wrong."""
    under_opt_out: bool = False
    """
    Whether fields are read under the policy `opt-out` as long as the visitor has not answered. `false`: only after a
    yes.
    """
    leads: tuple[DeclaredForm, ...] = ()
    """Forms whose submission is an event: [{selector = "form.contact", event = "Lead"}]."""
    partial: bool = False
    """
    Whether a form that is begun and left without being sent is told to the server leg, once per form and visit, after
    the visitor's yes to advertising only, and only with an e-mail address or a phone number. It concerns the forms
    under `leads`, or all where none stands there.
    """
    partial_event: str = "PartialLead"
    """The name of that event. Its `custom_data` say `partial`, the form's name, which keys were complete: no values."""
    hash: bool = False
    """
    Whether customer data, from forms or from `identify`, is hashed before Meta's Pixel is told of it. What only the
    gateway can bring into normal form (a phone without `+`, a state by its name) the Pixel is not told then.
    """

    def __post_init__(self) -> None:
        keys = contracts.load("forms.json")["keys"]
        if unknown := [key for key in self.fields if key not in keys]:
            known = ", ".join(keys)
            raise ValueError(f"forms.fields names {unknown[0]!r}, which is no key of customer data: use {known}")
        if not self.partial_event.strip():
            raise ValueError("forms.partial-event is empty: name the event, or set partial = false")

    def told(self) -> dict[str, Any]:
        return {
            "fields": self.fields,
            "names": contracts.load("forms.json")["names"] if self.guess else {},
            "opt_out": self.under_opt_out,
            "leads": [{"selector": form.selector, "event": form.event} for form in self.leads],
            "partial": self.partial_event if self.partial else "",
        }

    def fetches(self) -> tuple[str, ...]:
        return ("fields",)

    def defines(self) -> dict[str, dict[str, Any]]:
        """A form that was left is told by the server leg alone."""
        if not self.partial:
            return {}
        return {self.partial_event: {"legs": ["server"], "trigger": "a form is begun, and left before it is sent"}}


class Veil(Part, frozen=True):
    """Keeps customer data from Meta's Pixel until it is hashed: not set in a table, but by `forms.hash`."""

    framed: ClassVar[bool] = True

    def fetches(self) -> tuple[str, ...]:
        return ("hash",)
