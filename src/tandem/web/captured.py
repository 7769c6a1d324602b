"""What a site's tag captures as it is configured: what it reads and sets, where that goes, on what ground, how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from tandem.config.forms import Forms
from tandem.config.schema import Site
from tandem.kit import contracts

Kind = Literal["cookie", "storage", "page", "form"]

HASHED = "as SHA-256 with its event; never readable on disk"
SESSION = "in the browser, until the tab is closed; gone at a no"
_KEYS: dict[str, str] = contracts.load("forms.json")["keys"]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is read or set in a visitor's browser."""

    name: str
    kind: Kind
    what: str
    """Whether it is read or set, and what it says."""
    goes_to: str
    ground: str
    kept: str


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """One site's rows. Nothing of it is secret: every visitor is served these settings."""

    site: str
    rows: tuple[Row, ...]


def captured(site: Site) -> Captured:
    return Captured(
        site=site.name,
        rows=(
            *_visit(site),
            *_clicks(site),
            *_bridge(site),
            *_page(site),
            *_noscript(site),
            *_forms(site),
            *_partial(site),
        ),
    )


def _ground(site: Site) -> str:
    """By the site's policy; a policy of a visitor's region may be another."""
    if any(part.knows_consent for part in site.tag.parts().values()):
        return "the visitor's yes to advertising, as the shop tells it"
    policy = "the visitor's yes to advertising" if site.consent.policy == "opt-in" else "until the visitor's no"
    return f"{policy}; another where a policy for the region says so" if site.consent.regions else policy


def _kept(site: Site) -> str:
    return f"90 days in the browser and {site.memory_days:g} days here, from the last visit; gone at a no"


def _receivers(site: Site) -> str:
    gateway = "" if site.mode == "pixel-only" else "this gateway, which tells Meta"
    pixel = "" if site.mode == "api-only" else "Meta, by the Pixel in the browser"
    return "; ".join(filter(None, [gateway, pixel]))


def _visit(site: Site) -> Iterator[Row]:
    to, ground = _receivers(site), _ground(site)
    yield Row(
        name="_fbp", kind="cookie", what="set: chance, names the browser", goes_to=to, ground=ground, kept=_kept(site)
    )
    what = "set: Meta's click id from the address of the landing page"
    yield Row(name="_fbc", kind="cookie", what=what, goes_to=to, ground=ground, kept=_kept(site))
    if site.mode != "pixel-only":
        what = "set by the gateway: both once more, out of scripts' reach"
        yield Row(
            name="_tandem_visit", kind="cookie", what=what, goes_to="this gateway", ground=ground, kept=_kept(site)
        )
    told = "" if site.mode == "api-only" else "conversions that the Pixel was told, "
    what = f"set: the last 99 {told}days with a visit"
    yield Row(
        name="tandem", kind="storage", what=what, goes_to="nowhere", ground=ground, kept="in the browser, until a no"
    )


def _clicks(site: Site) -> Iterator[Row]:
    if site.tag.clicks:
        names = ", ".join(site.tag.clicks.only) or "all of contracts/click_ids.json"
        what = f"set: other platforms' click ids ({names})"
        yield Row(
            name="_tandem", kind="cookie", what=what, goes_to="this gateway", ground=_ground(site), kept=_kept(site)
        )


def _bridge(site: Site) -> Iterator[Row]:
    if (bridge := site.tag.bridge) and bridge.domains:
        what = f"set: a reference to the visit, by chance, in links and forms to {', '.join(bridge.domains)}"
        to, kept = "this gateway, and the page it leads to", f"{bridge.minutes:g} minutes; it holds once"
        yield Row(name=bridge.parameter, kind="page", what=what, goes_to=to, ground=_ground(site), kept=kept)


def _page(site: Site) -> Iterator[Row]:
    to, ground = _receivers(site), _ground(site)
    what = "read: the page's address without its fragment, the page before, when, the event's own details"
    yield Row(name="the page", kind="page", what=what, goes_to=to, ground=ground, kept="with its event")
    what = "read: IP address and browser, of the request"
    kept = "as long as an event may still be sent, then erased; of the visit 7 days"
    yield Row(name="the connection", kind="page", what=what, goes_to=to, ground=ground, kept=kept)
    what = "what the page itself tells by identify" + _heard(site)
    yield Row(name="customer data", kind="page", what=what, goes_to=to, ground=ground, kept=HASHED)


def _noscript(site: Site) -> Iterator[Row]:
    if site.consent.asks_everybody or site.mode == "pixel-only":
        return
    what = "read, if a page holds the image for browsers without JavaScript: the page's address, IP address and browser"
    ground = "a policy that need not ask first; never against Global Privacy Control or Do Not Track"
    yield Row(
        name="page views without JavaScript",
        kind="page",
        what=what,
        goes_to="this gateway, which tells Meta",
        ground=ground if site.consent.honour_gpc else "a policy that need not ask first",
        kept="with its event",
    )


def _heard(site: Site) -> str:
    told = {"observer": "its own Pixel", "datalayer": "Google's data layer", "shopify": "Shopify"}
    heard = [name for part, name in told.items() if part in site.tag.parts()]
    return "".join(f", or {name}" for name in heard)


def _forms(site: Site) -> Iterator[Row]:
    forms = site.tag.forms
    if forms is None:
        return
    to = _receivers(site).replace("by the Pixel", "as SHA-256 by the Pixel")
    ground = _ground(site) if forms.under_opt_out else "the visitor's yes to advertising"
    for key, signs in _signs(forms).items():
        what = f"read: {_KEYS[key]}, known by {', '.join(dict.fromkeys(signs))}"
        yield Row(name=key, kind="form", what=what, goes_to=to, ground=ground, kept=HASHED)


def _signs(forms: Forms) -> dict[str, list[str]]:
    """By Meta's key, how a field is known that holds it."""
    table = contracts.load("forms.json")
    found = [(key, f"autocomplete={token}") for token, key in table["autocomplete"].items()]
    found += [(key, f"type={kind}") for kind, key in table["types"].items()]
    found += forms.fields.items()
    found += [(key, "names that look like it") for key in (table["names"] if forms.guess else ())]
    return {key: [sign for named, sign in found if named == key] for key in dict.fromkeys(key for key, _ in found)}


def _partial(site: Site) -> Iterator[Row]:
    forms = site.tag.forms
    if forms is None or not forms.partial:
        return
    ground = "the visitor's own yes to advertising, under every policy"
    what = f"a form that is left before it is sent, as {forms.partial_event}: its name, and which keys were complete"
    to = "this gateway, which tells Meta"
    yield Row(name="forms left", kind="form", what=what, goes_to=to, ground=ground, kept="with its event")
    what = "set: names of the forms that were told of in this tab"
    yield Row(name="tandem.forms", kind="storage", what=what, goes_to="nowhere", ground=ground, kept=SESSION)
