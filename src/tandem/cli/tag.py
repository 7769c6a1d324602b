"""`tandem tag`: what to put into your pages."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tandem.app.scripts import scripts
from tandem.config.load import load
from tandem.config.schema import BadSettings, Site
from tandem.doors.script import Script, public_url
from tandem.doors.snippet import snippet


def tag(*, site: str = "", settings: bool = False, config: Path = Path("tandem.toml")) -> None:
    """
    Print the tag's snippet for each site as configured, also with `integrity`, and the Content-Security-Policy for it.

    Parameters
    ----------
    site
        The name of one site. Without it: all of them.
    settings
        Print what the tag is told instead, as JSON, for a page that bundles the tag itself.
    config
        The settings; events.toml is read from the same folder.
    """
    loaded = load(config)
    tags = scripts(loaded)
    url = public_url(loaded.settings)
    if site and site not in tags:
        raise BadSettings(f"{config}: there is no site {site}. Its sites are {', '.join(tags)}.")
    for index, each in enumerate(loaded.settings.site):
        if site in ("", each.name):
            path = f"/t/{each.name}.js" if index else "/t.js"
            files = tags[each.name]
            print(_settings(files.of(None)) if settings else _explained(each, files.pinned(), url, path))


def _settings(script: Script) -> str:
    """What a bundle is told: the parts that a page would fetch at once are in it."""
    told = msgspec.json.decode(script.told)
    return msgspec.json.encode({name: value for name, value in told.items() if name != "soon"}).decode()


def _explained(site: Site, script: Script, url: str, path: str) -> str:
    made = snippet(site, script, url, path)
    return f"""\
Site {site.name}: on every page, before other scripts.

Always the newest, at most five minutes behind your settings:

{made.newest}

Or pinned: this very file, checked by the browser. Print it again after each change of the settings or of Tandem. The
gateway keeps serving the versions that it has served once.

{made.fixed}
{_without_javascript(made.noscript)}
Content-Security-Policy, if your pages have one: add these sources to yours.

{_policy(made.policy)}

Or with a nonce, strict-dynamic and Trusted Types (put your nonce on both script elements):

{_policy(made.strict)}
"""


def _without_javascript(noscript: str) -> str:
    if not noscript:
        return ""
    return f"""
Page views of browsers without JavaScript, where visitors need not be asked first; leave it out if you do not want them:

{noscript}
"""


def _policy(directives: tuple[str, ...]) -> str:
    return ";\n".join(f"  {directive}" for directive in directives)
