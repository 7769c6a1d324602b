"""What can be set for the tag's parts. Each has a table of its own, and is on where that table stands."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.config.bridge import Bridge
from tandem.config.clicks import Clicks
from tandem.config.cmp import Cmp
from tandem.config.debug import Debug
from tandem.config.existing import Datalayer, Observer, Shopify, counted_twice
from tandem.config.forms import Forms, Veil
from tandem.config.group import Group
from tandem.config.page import Declared, Routes
from tandem.config.part import Part
from tandem.config.queue import Queue
from tandem.config.respect import Respect


class Tag(Group, frozen=True):
    """The tag's parts. What has no table here weighs nothing: the tag is served without it."""

    cmp: Cmp | None = None
    observer: Observer | None = None
    datalayer: Datalayer | None = None
    shopify: Shopify | None = None
    routes: Routes | None = None
    forms: Forms | None = None
    declared: Declared | None = None
    clicks: Clicks | None = None
    bridge: Bridge | None = None
    queue: Queue | None = None
    respect_blockers: bool = False
    """
    Whether a visitor whose blocker keeps the Pixel away has thereby refused the server leg too: the gateway hears of a
    refusal (`blocker`), cookies go, and what has not been sent yet is not sent. See docs/blockers.md.
    """
    debug_key: str = ""
    """
    SHA-256 of the key to the overlay that shows a developer on the page itself what the tag does: `tandem debug-key`
    makes one. The overlay comes where an address says `?tandem_debug=1`, and asks for the key. Empty: no overlay.
    """

    def __post_init__(self) -> None:
        for problem in (*counted_twice(self.parts()), *self._forms_sent_twice()):
            raise ValueError(problem)

    def _forms_sent_twice(self) -> Iterator[str]:
        leads = self.forms.leads if self.forms else ()
        declared = self.declared.forms if self.declared else ()
        for selector in {lead.selector for lead in leads} & {form.selector for form in declared}:
            yield f"the form {selector} would count twice: name it in forms.leads or in declared.forms, not in both"

    def parts(self) -> dict[str, Part]:
        """Those that are on, by name, which is their folder's in tag/parts/."""
        set_ = {name: getattr(self, name) for name in self.__struct_fields__}
        # What watches joins first, and hears all that the others do.
        watching: dict[str, Part] = {"debug": Debug(self.debug_key)} if self.debug_key else {}
        respecting: dict[str, Part] = {"respect": Respect()} if self.respect_blockers else {}
        veiled: dict[str, Part] = {"veil": Veil()} if self.forms and self.forms.hash else {}
        return watching | veiled | {name: part for name, part in set_.items() if isinstance(part, Part)} | respecting
