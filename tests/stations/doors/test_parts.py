"""The tag's parts: a site is served those it switches on, and others lie at an address of their own."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import msgspec

from tandem.config.bridge import Bridge
from tandem.config.clicks import Clicks
from tandem.config.cmp import Cmp
from tandem.config.existing import Datalayer, Observer, Shopify
from tandem.config.forms import Forms
from tandem.config.page import Declared, Routes
from tandem.config.tag import Tag
from tandem.doors.composition import composed, fetched, soon
from tandem.doors.parts import Parts, folder, path, source
from tandem.doors.script import Scripts
from tandem.event.dictionary import build
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


def test_a_part_lies_at_an_address_that_never_changes_its_file(tmp_path: Path) -> None:
    reply = Parts(tmp_path).reply(path("routes"))
    assert reply.status == 200
    assert dict(reply.headers)["cache-control"] == "public, max-age=31536000, immutable"
    assert dict(reply.headers)["access-control-allow-origin"] == "*"
    for asked in ("/t/part/0000000000000000/routes.js", f"{folder()}frame.js", f"{folder()}../tag.js", "/t/part/"):
        assert Parts(tmp_path).reply(asked).status == 404


def test_an_upgrade_keeps_the_parts_of_the_tags_before_it(tmp_path: Path) -> None:
    """A page that pins its tag, or was opened before, finds them as they were."""
    (tmp_path / "0123456789abcdef.parts").write_text('{"fields": "as it was", "cmp.tcf": "this too"}')
    parts = Parts(tmp_path)
    assert parts.reply("/t/part/0123456789abcdef/fields.js").body == b"as it was"
    assert parts.reply("/t/part/0123456789abcdef/cmp.tcf.js").body == b"this too"
    assert parts.reply(path("fields")).body == source("fields")
    assert Parts(tmp_path).reply(path("fields")).body == source("fields")


def test_a_pinned_tag_names_the_hash_of_every_part_that_it_may_fetch(tmp_path: Path) -> None:
    """What lies at the address is what the seal says: a page that trusts one hash trusts no other bytes."""
    site = msgspec.structs.replace(SHOP, tag=Tag(forms=Forms(hash=True), clicks=Clicks(), bridge=Bridge()))
    settings = msgspec.json.decode(Scripts(site, build({}), "https://gw.example.com").pinned().told)
    assert sorted(settings["seals"]) == ["fields", "hash", "inapp", "redeem"]
    for name, seal in settings["seals"].items():
        served = Parts(tmp_path).reply(f"{settings['parts']}{name}.js".removeprefix("https://gw.example.com"))
        assert seal == "sha256-" + base64.b64encode(hashlib.sha256(served.body).digest()).decode()
    assert "seals" not in msgspec.json.decode(served_script(site).told)


def test_beside_an_observed_pixel_the_data_layer_comes_a_moment_later() -> None:
    """Both hear what only a page's first script can hear; of the two the data layer keeps what it was told."""
    layer = Datalayer(defaults=False, events={"quote_asked": "Quote"})
    both = msgspec.structs.replace(SHOP, tag=Tag(observer=Observer(), datalayer=layer))
    assert (composed(both), soon(both)) == (("late", "observer"), ("datalayer",))
    assert composed(msgspec.structs.replace(SHOP, tag=Tag(datalayer=Datalayer()))) == ("datalayer",)


def test_a_store_s_custom_pixel_gets_what_needs_no_page() -> None:
    """Its frame has none; that customer data is told in hashes only holds there too."""
    tag = Tag(shopify=Shopify(), forms=Forms(hash=True), routes=Routes(), cmp=Cmp(), respect_blockers=True)
    store = msgspec.structs.replace(SHOP, tag=tag)
    assert composed(store) == ("late", "respect", "shopify", "veil")
    assert fetched(store) == ("hash",)
    assert not msgspec.json.decode(served_script(store).told).keys() & {"forms", "routes", "cmp"}
