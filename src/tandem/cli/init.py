"""`tandem init`: the two files of a new site."""

from __future__ import annotations

from pathlib import Path

from tandem.cli.key import new_key
from tandem.kit.secret import fingerprint

TANDEM_TOML = """\
# Tandem's settings. docs/settings.md lists every key with its meaning and default.

[gateway]
host = "127.0.0.1"            # put a reverse proxy with TLS in front
port = 8000
data = "data"                 # journal and ledger: back this folder up
# public-url = "https://gw.example.com"     # how browsers reach the gateway
# trusted-proxies = ["10.0.0.0/8"]          # whose X-Forwarded-For is believed: your own proxies only

[dashboard]
host = "127.0.0.1"            # not served to the world: use an SSH tunnel or your VPN
port = 8003

[[site]]
name = "{name}"
origins = ["https://{domain}"]      # the pages that may send
cookie-domain = "auto"        # the origins' registrable domain, so that www. and shop. share the cookies
region = ""                   # e.g. "DE": whose phone numbers come without a country code; empty: never guessed
keys = ["{key}"]

[site.consent]
policy = "opt-in"             # opt-in (EU, UK…): nothing leaves without a yes. opt-out (most of the US): unless refused
honour-gpc = true             # Global Privacy Control counts as a no
# server-signals = ["tcf"]    # banners whose cookies the gateway may read: docs/consent.md
# regions = {{ US = "opt-out", "US-CA" = "opt-out-ldu" }}     # where another policy holds
graph = "unknown"             # senders made for Meta cannot say: held for another leg's answer. granted: they ask first

# One [[site.meta]] per dataset (pixel). The token comes from Events Manager: Settings, Conversions API, Generate.
# [[site.meta]]
# dataset-id = "1234567890"
# token = "env:META_TOKEN"    # or "file:meta.token"
# test-event-code = ""        # from the Test Events tab; Meta still counts such events
"""

EVENTS_TOML = """\
# Your tracking plan. Meta's standard events are defined already (see the dashboard); here you change or add.
#
# [Purchase]
# legs = ["browser", "server"]        # which paths it travels
# event_id = "order_{order_id}"       # the same id on both legs, whoever sends
# required = ["value", "currency"]
#
# [Purchase.order]                    # when an order is one: docs/orders.md
# truth = "tag"                       # or the name of a [[site.source]]: then an unpaid order is no purchase
# when = "paid"                       # created, authorised, paid, fulfilled
# only = { kinds = ["sale"] }         # where several events share one truth: subscription, trial, renewal…
#
# [BookTestRide]                      # an event of your own
# legs = ["browser", "server"]
# trigger = "a visitor books a test ride"
"""


def init(folder: Path = Path(), *, name: str = "shop", domain: str = "www.example.com") -> None:
    """
    Write a commented tandem.toml and events.toml for a new site.

    Parameters
    ----------
    folder
        Where to write; files that are there already are left alone.
    name
        The site's name.
    domain
        The host of its pages.
    """
    key = new_key()
    folder.mkdir(parents=True, exist_ok=True)
    settings = TANDEM_TOML.format(name=name, domain=domain, key=fingerprint(key))
    wrote_settings = _write(folder / "tandem.toml", settings)
    _write(folder / "events.toml", EVENTS_TOML)
    if wrote_settings:
        print(f"Your backend's key for /v1/events, shown only now: {key}")
    print(f"Next: tandem serve --config {folder / 'tandem.toml'}")


def _write(path: Path, content: str) -> bool:
    if path.exists():
        print(f"{path} is there already, left as it is")
        return False
    path.write_text(content, encoding="utf-8")
    print(f"wrote {path}")
    return True
