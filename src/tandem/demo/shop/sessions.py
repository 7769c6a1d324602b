"""What the shop remembers of a browser between two requests, under a random cookie."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tandem.demo.shop.cart import Cart
from tandem.demo.shop.catalogue import Product
from tandem.demo.shop.customer import Customer
from tandem.demo.shop.orders import Lead

SESSION_COOKIE = "shop_session"
MOST_SESSIONS = 10_000
"""Beyond this the one unused for longest is forgotten, so that a crawler cannot fill the memory."""

Mint = Callable[[], str]
"""Makes an identifier nobody can guess: identity as an argument."""


class Switches(msgspec.Struct, frozen=True):
    """What the visitor of the demo wants to see go wrong."""

    block_pixel: bool = False
    pay_later: bool = False


class Session(msgspec.Struct, frozen=True):
    cart: Cart = Cart()
    added: Product | None = None
    """Just put into the cart, not yet said to the tag."""
    checkout: str = ""
    """The id of the checkout begun with this cart: reloading the page begins no second one."""
    customer: Customer | None = None
    orders: tuple[str, ...] = ()
    lead: Lead | None = None
    switches: Switches = Switches()


class Sessions:
    """Sessions by key. Reading never makes one; only something worth keeping does."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint
        self._sessions: dict[str, Session] = {}

    def read(self, key: str) -> Session:
        """An unknown key has an empty session."""
        return self._sessions.get(key) or Session()

    def keep(self, key: str, session: Session) -> str:
        """Remember a session and answer its key: a fresh one when the browser's is not ours, or none was brought."""
        ours = key if self._sessions.pop(key, None) else self._mint()
        self._sessions[ours] = session
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        return ours
