"""What can be set for one site: its pages, its datasets."""

from __future__ import annotations

from typing import Literal

from tandem.config.consent import Consent
from tandem.config.group import Group
from tandem.config.source import Source
from tandem.config.tag import Tag


class Meta(Group, frozen=True):
    """One Meta dataset (pixel)."""

    dataset_id: str
    token: str
    """Where the Conversions API token is: `env:META_TOKEN` or `file:meta.token`. Made in Events Manager."""
    api_version: str = "v26.0"
    endpoint: str = "https://graph.facebook.com"
    """Another host for tests, e.g. the emulator's http://127.0.0.1:8001."""
    pixel_script: str = "https://connect.facebook.net/en_US/fbevents.js"
    test_event_code: str = ""
    """From the Test Events tab. Meta still counts such events: empty it before you go live."""
    test_event_minutes: float = 60.0
    """
    How long a test event code is sent, from its first use, whoever sets it: this file or a request by the Graph-shaped
    door. A restart does not renew it; a day without use does.
    """
    canary_version: str = ""
    """A further version of the API to try beside `api-version`, e.g. before you change over."""
    canary_share: float = 0.0
    """Which part of the requests goes to it, 0 to 1. Each request in the ledger tells its version and its verdict."""
    timeout: float = 10.0
    """
    Seconds to wait for Meta's answer. Its advice of 1.5 is for senders whose visitor waits. Nobody waits here, and an
    answer that is given up too early has its events sent again, which Meta may then count as two.
    """
    gzip: bool = False
    """
    Whether requests go compressed. Meta does not say that its Conversions API takes them: try it with a test event code
    first. Worth it on a slow line; answers tell at once when it does not.
    """
    linger: float = 0.25
    """Seconds to collect further events before a batch that is not full is sent."""
    quality_hours: float = 6.0
    """
    How often Meta is asked for the Event Match Quality that it measures, for the dashboard; 0: never. The token needs
    `ads_read` for it. Meta allows a few hundred such questions in two weeks.
    """

    @property
    def destination(self) -> str:
        """What the ledger calls it: unique among destinations of all platforms."""
        return f"meta:{self.dataset_id}"


MatchForm = Literal["documented", "pixel"]


class Site(Group, frozen=True):
    """One web site, its shop and its backend."""

    name: str
    origins: tuple[str, ...]
    """The pages that may send, as origins: ["https://www.example.com"]."""
    keys: tuple[str, ...] = ()
    """SHA-256 of each bearer key for /v1/events (`tandem init` and `tandem key` make them); several for rotation."""
    mode: Literal["both", "api-only", "pixel-only"] = "both"
    cookie_domain: str = "auto"
    """
    For which domain `_fbp` and `_fbc` are set. `auto`: the registrable domain that all origins share, e.g. example.com
    or example.co.uk (publicsuffix.org's list, shipped, never fetched), so that www. and shop. share the cookies; the
    page's own host where they share none. A domain: that one. Empty: the page's own host only.
    """
    region: str = ""
    """ISO country whose numbers a phone without country code belongs to, e.g. DE. Empty: never guessed."""
    match_form: MatchForm = "documented"
    """
    How match keys are hashed for Meta where its documentation and its Pixel differ (postal codes, cities, states…).
    `documented`: as Meta asks, and what finds most people. `pixel`: as `fbq` itself would, only for a site that gives
    readable values to `fbq`, so that both legs carry one hash. The table is contracts/meta/match_keys.json.
    """
    page_view: bool = True
    """Whether the tag sends PageView by itself."""
    debug: bool = False
    """Whether the tag explains each event in the browser's console."""
    consent: Consent = Consent()
    tag: Tag = Tag()
    meta: tuple[Meta, ...] = ()
    source: tuple[Source, ...] = ()
    memory_days: float = 90.0
    """
    How long a visit that somebody agreed to is remembered, so that a renewal or a deal weeks later carries the click
    that earned it. Its address and browser are of use for 7 days.
    """

    def __post_init__(self) -> None:
        if self.match_form == "pixel" and self.tag.forms and self.tag.forms.hash:
            raise ValueError(
                'match-form = "pixel" is for sites that give fbq readable values, and forms.hash gives it hashes of '
                "the documented form, so that no hash would match: take one of them away"
            )
