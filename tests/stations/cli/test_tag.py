"""`tandem tag`: what it prints works as it stands, against a gateway with the same settings."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tandem.cli.init import init
from tandem.cli.tag import tag
from tandem.config.load import load
from tests.support.acceptor import free_port, running_acceptor


@pytest.fixture
def config(tmp_path: Path) -> Path:
    init(tmp_path, name="bikes", domain="bikes.example.org")
    file = tmp_path / "tandem.toml"
    settings = file.read_text().replace("port = 8000", f"port = {free_port()}")
    file.write_text(settings + '[[site.meta]]\ndataset-id = "7"\ntoken = "the-token"\n')
    return file


def test_the_pinned_file_lies_where_it_says_and_is_what_it_says(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tag(config=config)
    found = re.search(r'src="(\S+/t/[0-9a-f]{64}\.js)"\s+integrity="sha384-(\S+)" crossorigin', capsys.readouterr().out)
    assert found
    with running_acceptor(tmp_path / "data", load(config).settings), urlopen(found[1], timeout=5) as answer:
        assert base64.b64encode(hashlib.sha384(answer.read()).digest()).decode() == found[2]


def test_the_policy_names_what_the_tag_needs_and_no_more(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Meta's addresses only where its library is loaded."""
    tag(config=config)
    assert "https://connect.facebook.net" in capsys.readouterr().out
    config.write_text(config.read_text().replace('name = "bikes"', 'name = "bikes"\nmode = "api-only"'))
    tag(config=config)
    assert "facebook" not in capsys.readouterr().out


def test_the_image_for_noscript_is_printed_where_it_can_count_and_lies_where_it_says(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not where every visitor must be asked first, and not where there is no server leg."""
    tag(config=config)
    assert "noscript" not in capsys.readouterr().out
    regions = '[site.consent]\nregions = { US = "opt-out" }\n'
    config.write_text(config.read_text().replace("[site.consent]\n", regions))
    tag(config=config)
    printed = capsys.readouterr().out
    [image] = re.findall(r'<noscript><img src="(\S+)"', printed)
    assert f"img-src https://www.facebook.com {image.removesuffix('/p.gif')}" in printed

    page = Request(image, headers={"Referer": "https://bikes.example.org/"})
    with running_acceptor(tmp_path / "data", load(config).settings), urlopen(page, timeout=5) as answer:
        assert answer.headers["Content-Type"] == "image/gif"
    config.write_text(config.read_text().replace('name = "bikes"', 'name = "bikes"\nmode = "pixel-only"'))
    tag(config=config)
    assert "noscript" not in capsys.readouterr().out


def test_the_settings_for_a_bundle_are_what_the_tag_is_told(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON, with no secret in it."""
    tag(config=config, settings=True)
    printed = capsys.readouterr().out
    assert (json.loads(printed)["site"], json.loads(printed)["pixels"]) == ("bikes", ["7"])
    assert "the-token" not in printed


def test_a_site_that_does_not_exist_is_said_to_be_missing(config: Path) -> None:
    """Instead of printing nothing."""
    with pytest.raises(Exception, match="bikes"):
        tag(config=config, site="cars")
