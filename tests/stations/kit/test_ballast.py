"""Ballast: space that can be given up when the disk is full."""

from __future__ import annotations

from pathlib import Path

from tandem.kit.ballast import MEBIBYTE, Ballast


def test_ballast_takes_real_space_and_gives_it_back(tmp_path: Path) -> None:
    """Blocks are allocated, not merely promised by a hole in a file; below its own size of free space it goes."""
    ballast = Ballast(tmp_path / "ballast", MEBIBYTE)
    ballast.tend(free=5 * MEBIBYTE)
    assert (tmp_path / "ballast").stat().st_blocks * 512 >= MEBIBYTE
    ballast.tend(free=MEBIBYTE)
    assert ballast.is_laid
    assert not ballast.is_short
    ballast.tend(free=MEBIBYTE - 1)
    assert ballast.is_short
    assert not ballast.is_laid


def test_ballast_is_taken_in_again_only_when_there_is_plenty(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", MEBIBYTE)
    ballast.tend(free=4 * MEBIBYTE)
    assert not ballast.is_laid
    ballast.tend(free=4 * MEBIBYTE + 1)
    assert ballast.is_laid


def test_a_gateway_can_do_without(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast", 0)
    ballast.tend(free=2**40)
    assert not ballast.is_laid
