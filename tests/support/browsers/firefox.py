"""Firefox: one program for all visitors of a run, emptied between one and the next."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.browsers.marionette import Marionette
from tests.support.browsers.programs import program, running
from tests.support.browsers.seam import HASTE
from tests.support.browsers.webdriver import TIMEOUTS, DrivenTabs
from tests.support.waiting import eventually

SWITCHES = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")
CAPABILITIES = {"pageLoadStrategy": "eager", "timeouts": TIMEOUTS}
PREFERENCES = {
    "marionette.port": 0,
    "network.disable-localhost-when-offline": True,
    "dom.disable_open_during_load": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.http.throttle.enable": False,
    "dom.min_background_timeout_value": 4,
}
"""
Any free port; "offline" means this machine too; no talk with its maker in the middle of a test; a tab in the background
is as quick as the one in front, for the visitors of a test look at theirs all at once.
"""

EMPTY = """
Services.io.offline = false
const { CLEAR_COOKIES, CLEAR_DOM_STORAGES, CLEAR_ALL_CACHES } = Ci.nsIClearDataService
return new Promise((done) =>
  Services.clearData.deleteData(CLEAR_COOKIES | CLEAR_DOM_STORAGES | CLEAR_ALL_CACHES, { onDataDeleted: done }))
"""


class FirefoxProfile(DrivenTabs):
    wire: Marionette

    async def go_offline(self, offline: bool) -> None:
        await self.wire.in_chrome(f"Services.io.offline = {json.dumps(offline)}")


class Firefox:
    name = "firefox"

    def __init__(self, wire: Marionette) -> None:
        self.wire = wire

    @asynccontextmanager
    async def profile(self) -> AsyncIterator[FirefoxProfile]:
        only = await self._leave_one_tab()
        await self.wire.in_chrome(EMPTY)
        yield FirefoxProfile(self.wire, only)

    async def _leave_one_tab(self) -> str:
        old = await self.wire.say("GetWindowHandles")
        await self.wire.say("SwitchToWindow", handle=old[0])
        fresh: str = (await self.wire.say("NewWindow", type="tab"))["handle"]
        for handle in old:
            await self.wire.say("SwitchToWindow", handle=handle)
            await self.wire.say("CloseWindow")
        await self.wire.say("SwitchToWindow", handle=fresh)
        return fresh


@asynccontextmanager
async def started() -> AsyncIterator[Firefox]:
    path = program("firefox-esr", "firefox", variable="TANDEM_FIREFOX")
    with TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as folder:
        preferences = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (Path(folder) / "user.js").write_text("".join(preferences), encoding="utf-8")
        async with running(path, *SWITCHES, "--profile", folder):
            written = Path(folder) / "MarionetteActivePort"
            port = await eventually(lambda: written.exists() and written.read_text(), bool, HASTE * 2)
            wire = await Marionette.at(int(port))
            await wire.say("NewSession", capabilities={"alwaysMatch": CAPABILITIES})
            yield Firefox(wire)
            with contextlib.suppress(OSError, EOFError, TimeoutError):
                await wire.say("Quit", flags=["eForceQuit"])
            wire.close()
