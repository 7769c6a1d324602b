"""What can be set of consent: for one site."""

from __future__ import annotations

from typing import Literal

from tandem.config.group import Group

Policy = Literal["opt-in", "opt-out", "opt-out-ldu", "none"]
"""What holds for a visitor who has not spoken, and what an opt-out of American law does."""

ServerSignal = Literal[
    "tcf",
    "gpp",
    "usp",
    "cookiebot",
    "onetrust",
    "didomi",
    "cookieyes",
    "complianz",
    "wp-consent-api",
    "klaro",
    "shopify",
]
"""A signal that a server can read from the cookies of a request: see docs/consent.md."""


class Banners(Group, frozen=True):
    """The names that a site may have given to what its banner asks, where a name of its own is possible."""

    tcf_cookies: tuple[str, ...] = ("euconsent-v2", "eupubconsent-v2")
    """Cookies that may hold the TC string; the first that is there is read."""
    additional_consent_cookie: str = "addtl_consent"
    """The cookie of Google's Additional Consent string."""
    gpp_cookies: tuple[str, ...] = ("OTGPPConsent",)
    """Cookies that may hold the GPP string. No standard names one: write your banner's."""
    usp_cookie: str = "usprivacy"
    onetrust_groups: tuple[str, ...] = ("C0004",)
    """OneTrust: the groups that stand for advertising; all of them must be granted."""
    didomi_purposes: tuple[str, ...] = ()
    """Didomi: the ids of the purposes that stand for advertising. None written, and no vendor: Didomi says nothing."""
    didomi_vendors: tuple[str, ...] = ()
    """Didomi: the id of Meta among your vendors, if you ask by vendor."""
    usercentrics_services: tuple[str, ...] = ("Facebook Pixel", "Meta Pixel")
    """
    Usercentrics: the names or ids of the services that stand for advertising. Of those that you use all must be
    allowed. The tag reads it; no server can.
    """
    klaro_services: tuple[str, ...] = ()
    """Klaro: the services that stand for advertising, as your configuration names them. None: Klaro says nothing."""

    def of(self, platform: str) -> tuple[str, ...]:
        """What must be allowed at this platform, where sites have names of their own for it."""
        return {
            "onetrust": self.onetrust_groups,
            "usercentrics": self.usercentrics_services,
            "didomi": self.didomi_purposes + self.didomi_vendors,
            "klaro": self.klaro_services,
        }.get(platform, ())


NAMED_BY = {
    "onetrust": "onetrust-groups",
    "usercentrics": "usercentrics-services",
    "didomi": "didomi-purposes or didomi-vendors",
    "klaro": "klaro-services",
}
"""Platforms that say nothing without names of the site's own, and the keys of [site.consent.banners] that hold them."""


class Consent(Group, frozen=True):
    """What holds when the visitor has not spoken, and who may speak for them."""

    policy: Policy = "opt-in"
    """
    `opt-in` (EU, UK, Switzerland, Brazil…): nothing is sent until somebody reports a grant. `opt-out` (most of the
    US): sent unless refused. `opt-out-ldu`: likewise, but an opt-out of sale or sharing (Global Privacy Control, a US
    Privacy or GPP string) lets the event go under Meta's Limited Data Use. `none`: sent unless the visitor says no
    to you; Global Privacy Control is not counted.
    """
    regions: dict[str, Policy] = {}  # noqa: RUF012 - msgspec copies it for each
    """
    Where another policy holds, by ISO 3166 country or subdivision: `{ US = "opt-out", "US-CA" = "opt-out-ldu" }`. The
    subdivision goes before the country, the country before `policy`.
    """
    region_header: str = ""
    """
    The header in which your proxy or CDN names the visitor's country, e.g. `cf-ipcountry`; believed of trusted-proxies
    alone. Empty: the page may say it. It is never guessed from an address.
    """
    subdivision_header: str = ""
    """The header that names the state or province beside it, e.g. `cf-region-code`, as `CA` or `US-CA`."""
    honour_gpc: bool = True
    """
    Global Privacy Control counts: as a refusal, or as an opt-out where the policy is `opt-out-ldu`. Several US states
    require it; leave it on.
    """
    wait: float = 600.0
    """Seconds that an event without an answer waits for another leg to bring one, before it is withheld."""
    graph: Literal["granted", "unknown"] = "unknown"
    """
    What an event says of consent that comes through the Graph-shaped door, where no field can say it. `unknown`: it is
    held, as one of a backend without an answer. `granted`: only if every sender there asks the visitor before it sends.
    """
    server_signals: tuple[ServerSignal, ...] = ()
    """
    Which signals the gateway reads by itself from the cookies of a request, for a page whose tag has no answer yet. It
    sees them on a first-party path only. Of several, a refusal holds.
    """
    additional_consent: Literal["ignore", "require"] = "ignore"
    """
    `require`: a TC string is an agreement only if the Additional Consent string beside it names Meta (Google's provider
    89). `ignore`: the four purposes of advertising (1, 3, 4, 7) suffice.
    """
    banners: Banners = Banners()

    @property
    def asks_everybody(self) -> bool:
        """Whether no visitor, wherever they are, may be counted without an answer."""
        return {self.policy, *self.regions.values()} == {"opt-in"}
