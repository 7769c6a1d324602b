"""GET /t/HASH.js: an address that a page has pinned keeps its file."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from tandem.doors.pinned import MOST, Pinned, path
from tandem.doors.script import Script
from tests.stations.doors.test_script import served_script, told


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_a_pinned_address_is_served_for_ever_after(tmp_path: Path) -> None:
    """After a change of the settings and a restart, old pages still find the file whose hash they name."""
    old, new = b"old tag", b"new tag"
    Pinned(tmp_path / "tag", {digest(old): old})
    reply = Pinned(tmp_path / "tag", {digest(new): new}).reply(path(digest(old)))
    assert reply is not None
    assert (reply.status, reply.body) == (200, old)
    headers = dict(reply.headers)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["access-control-allow-origin"] == "*"


def test_what_was_never_served_is_not_found_and_no_file_beside_them_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("secret")
    pinned = Pinned(tmp_path / "tag", {})
    assert (pinned.reply("/t/" + "0" * 64 + ".js") or 0).status == 404  # type: ignore[union-attr]
    assert pinned.reply("/t/../secret.js") is None
    assert pinned.reply("/t/shop.js") is None


def test_the_oldest_versions_make_room(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        body = str(number).encode()
        Pinned(tmp_path, {digest(body): body})
    assert len(list(tmp_path.glob("*.js"))) <= MOST + 1


def test_the_integrity_of_a_script_is_that_of_the_bytes_it_is_served_as() -> None:
    script: Script = served_script()
    body = script.reply(None).body
    assert script.integrity == "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode()
    assert script.digest == hashlib.sha256(body).hexdigest()


def test_another_setting_is_another_address() -> None:
    assert Script(told()).digest != Script({**told(), "page_view": False}).digest
