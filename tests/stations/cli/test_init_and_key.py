"""`tandem init` and `tandem key`: files that work at once, and a key that opens the door it was made for."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from tandem.app.sites import sites
from tandem.cli.init import init
from tandem.cli.key import key, new_key
from tandem.config.load import load
from tests.support.acceptor import free_port, running_acceptor


def test_the_files_it_writes_can_be_read(tmp_path: Path) -> None:
    init(tmp_path / "new", name="bikes", domain="bikes.example.org")
    found = load(tmp_path / "new" / "tandem.toml")
    (site,) = found.settings.site
    assert (site.name, site.origins, site.consent.policy) == ("bikes", ("https://bikes.example.org",), "opt-in")
    assert site.consent.graph == "unknown"
    assert sites(found)["bikes"].dictionary["Purchase"].event_id == "order_{order_id}"


def test_the_settings_say_that_consent_is_unknown_at_the_graph_door(tmp_path: Path) -> None:
    """An operator who moves a sender made for Meta here sees where to decide, and what it means."""
    init(tmp_path)
    (line,) = [each for each in (tmp_path / "tandem.toml").read_text().splitlines() if each.startswith("graph")]
    assert re.match(r'graph = "unknown" +# \S.*granted', line)


def test_what_stands_in_comments_can_be_used_too(tmp_path: Path) -> None:
    """An operator takes the `#` away and it holds."""
    init(tmp_path)
    for name in ("tandem.toml", "events.toml"):
        path = tmp_path / name
        lines = [re.sub(r"^# (?=\[|[a-z_-]+ = )", "", line) for line in path.read_text().splitlines()]
        path.write_text("\n".join(lines).replace("env:META_TOKEN", "a-token"))
        tomllib.loads(path.read_text())
    found = load(tmp_path / "tandem.toml")
    assert found.settings.site[0].meta[0].dataset_id == "1234567890"
    assert sites(found)["shop"].dictionary["BookTestRide"].trigger == "a visitor books a test ride"


def test_the_key_it_shows_opens_the_door_and_is_not_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    init(tmp_path)
    shown = re.search(r"shown only now: (tandem_\S+)", capsys.readouterr().out)
    assert shown
    assert shown[1] not in (tmp_path / "tandem.toml").read_text()
    made = load(tmp_path / "tandem.toml").settings
    made = type(made)(site=made.site, gateway=type(made.gateway)(port=free_port()))
    with running_acceptor(tmp_path / "data", made) as running:
        assert running.post_backend({"event_name": "Lead", "event_id": "1"}, key=shown[1]).status == 202


def test_files_that_are_there_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tandem.toml").write_text("# mine\n")
    init(tmp_path)
    assert (tmp_path / "tandem.toml").read_text() == "# mine\n"
    said = capsys.readouterr().out
    assert "is there already, left as it is" in said
    assert "key" not in said


def test_a_key_is_shown_with_its_fingerprint(capsys: pytest.CaptureFixture[str]) -> None:
    key()
    said = capsys.readouterr().out
    made, kept = re.findall(r"tandem_\S+|[0-9a-f]{64}", said)
    assert hashlib.sha256(made.encode()).hexdigest() == kept


def test_no_two_keys_are_alike() -> None:
    """256 bits of chance each."""
    assert len({new_key() for _ in range(100)}) == 100
    assert all(len(each) >= len("tandem_") + 43 for each in (new_key(),))
