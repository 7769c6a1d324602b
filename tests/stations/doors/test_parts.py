"""The tag's parts: a site is served those it switches on, and others lie at an address of their own."""

from __future__ import annotations

import msgspec

from tandem.config.page import Declared, Routes
from tandem.config.tag import Tag
from tandem.doors.parts import Parts, composed, path
from tests.stations.doors.test_script import served_script
from tests.support.settings import SHOP


def test_what_a_site_leaves_off_is_not_served() -> None:
    plain = served_script().body
    routed = served_script(msgspec.structs.replace(SHOP, tag=Tag(routes=Routes()))).body
    assert b"currententrychange" in routed
    assert b"currententrychange" not in plain
    assert composed(SHOP) == ()


def test_a_part_is_told_its_settings_under_its_own_name() -> None:
    script = served_script(msgspec.structs.replace(SHOP, tag=Tag(declared=Declared())))
    assert msgspec.json.decode(script.told)["declared"] == {"forms": []}


def test_a_part_lies_at_an_address_that_never_changes_its_file() -> None:
    reply = Parts().reply(path("routes"))
    assert reply.status == 200
    assert dict(reply.headers)["cache-control"] == "public, max-age=31536000, immutable"
    assert dict(reply.headers)["access-control-allow-origin"] == "*"
    for asked in ("/t/part/routes.0000000000000000.js", "/t/part/frame.js", "/t/part/../tag.js", "/t/part/"):
        assert Parts().reply(asked).status == 404
