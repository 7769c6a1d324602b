"""A token is handed to the wire and to nobody else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from tandem.kit.redact import redact_text
from tandem.kit.secret import Secret, SecretMissing, fingerprint, resolve

TOKEN = "EAAdonotprintmedonotprintmedonotprint7Qx9"


@pytest.mark.parametrize("shown", [str, repr, "{}".format, "%s".__mod__, lambda secret: f"{secret!r:>80}"])
def test_however_a_secret_is_printed_only_its_tail_is_seen(shown: object) -> None:
    printed = shown(Secret(TOKEN))  # type: ignore[operator]
    assert "7Qx9" in printed
    assert TOKEN[:-4] not in printed


def test_a_short_secret_shows_not_even_its_tail() -> None:
    assert str(Secret("abcd1234")) == "Secret(…)"


def test_a_secret_inside_a_record_is_not_printed_either() -> None:
    assert TOKEN not in repr([{"token": Secret(TOKEN)}])


def test_a_secret_cannot_be_encoded_by_accident() -> None:
    """What would put it into a body, a page or a file fails instead."""
    with pytest.raises(TypeError):
        msgspec.json.encode({"token": Secret(TOKEN)})


def test_the_wire_gets_all_of_it() -> None:
    assert Secret(TOKEN).reveal() == TOKEN
    assert Secret(TOKEN) == Secret(TOKEN) != Secret(TOKEN + "x")
    assert Secret(TOKEN) != TOKEN
    assert len({Secret(TOKEN), Secret(TOKEN)}) == 1


def test_a_secret_is_read_from_a_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TANDEM_TEST_TOKEN", f" {TOKEN}\n")
    assert resolve("env:TANDEM_TEST_TOKEN", folder=tmp_path).reveal() == TOKEN


def test_a_secret_is_read_from_the_first_line_of_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "meta.token").write_text(f"{TOKEN}\nnote: made by Ada\n")
    assert resolve("file:meta.token", folder=tmp_path).reveal() == TOKEN


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:TANDEM_NOT_SET", "variable TANDEM_NOT_SET is not set"),
        ("file:gone.token", "there is no file .*gone.token"),
    ],
)
def test_a_missing_secret_is_told_by_the_name_of_its_place(reference: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match=said):
        resolve(reference, folder=tmp_path)


@pytest.mark.parametrize("empty", ["env:TANDEM_TEST_TOKEN", "file:meta.token"])
def test_an_empty_secret_is_a_missing_one(empty: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An exported but empty variable is told at the start, not by Meta's refusals."""
    monkeypatch.setenv("TANDEM_TEST_TOKEN", " ")
    (tmp_path / "meta.token").write_text("\n")
    with pytest.raises(SecretMissing, match="is empty"):
        resolve(empty, folder=tmp_path)


def test_a_key_is_kept_as_its_sha_256() -> None:
    """FIPS 180-2, appendix B.1: the digest of "abc"."""
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint("ä") == hashlib.sha256(b"\xc3\xa4").hexdigest()


def test_the_log_would_not_show_it_even_if_it_came_in_clear() -> None:
    assert redact_text(f"posting with {TOKEN}") == "posting with [token]"
