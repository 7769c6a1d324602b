"""The example does what its page says: it passes, and it fails when the shop is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.stations.testing.runs import pytest_in

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "01-test-a-flask-shop"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "shop"))


def test_the_shop_of_the_example_passes_its_test(shop: Path) -> None:
    """As it stands in the repository."""
    assert pytest_in(shop).counts() == {"passed": 1}


@pytest.mark.parametrize(
    ("sound", "broken", "shown"),
    [
        ("{{ event_id | tojson }}", '"page_1"', "first difference"),
        ("hashlib.sha256(email.encode()).hexdigest()", "email", "identity_unhashed"),
        ('"custom_data": {"value": 49.90, "currency": "EUR"},', '"custom_data": {},', "refused: a batch of 1"),
    ],
)
def test_each_way_to_break_it_fails_and_shows_why(shop: Path, sound: str, broken: str, shown: str) -> None:
    """Two ids, an address in clear, a purchase without its amount."""
    source = (shop / "shop.py").read_text(encoding="utf-8")
    assert sound in source
    (shop / "shop.py").write_text(source.replace(sound, broken), encoding="utf-8")
    run = pytest_in(shop)
    assert run.counts() == {"failed": 1}
    assert shown in run.output
