"""Orders in a file beside what the page and the till tell of the same orders: each counts once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tandem.kit.clock import system_clock
from tandem.kit.secret import fingerprint
from tests.support.clock import StandingClock
from tests.support.command import tandem
from tests.support.events import FBC, sha256
from tests.support.promised import promised
from tests.support.settings import KEY
from tests.support.shop_world import GRANTED, World, shop_world

pytestmark = pytest.mark.orders

MAP = ("--map", "order_id=Nr", "--map", "value=Sum", "--map", "event_time=At", "--map", "em=Mail")
HOW = ("--set", "currency=EUR", "--set", "consent.ads=granted", "--action-source", "website")
ROWS = (("1001", "119.00", "ada@example.com"), ("1002", "20.00", "bob@example.com"))


def csv_of_orders(folder: Path, sold: str) -> Path:
    path = folder / "orders.csv"
    lines = [",".join([number, amount, sold, mail]) for number, amount, mail in ROWS]
    path.write_text("\n".join(["Nr,Sum,At,Mail", *lines, ""]), encoding="utf-8")
    return path


def spreadsheet_of_orders(folder: Path, sold: str) -> Path:
    book = promised("openpyxl").Workbook()
    for line in (("Nr", "Sum", "At", "Mail"), *((number, float(sum_), sold, mail) for number, sum_, mail in ROWS)):
        book.active.append(line)
    book.save(folder / "orders.xlsx")
    return folder / "orders.xlsx"


def upload(world: World, folder: Path, path: Path) -> None:
    site = f'[[site]]\nname = "shop"\norigins = []\nkeys = ["{fingerprint(KEY)}"]\n'
    (folder / "tandem.toml").write_text(f"[gateway]\nport = {world.acceptor.port}\n{site}")
    done = tandem(folder, "upload", str(path), *MAP, *HOW, "--key", KEY, "--go")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("made", "story"),
    [(csv_of_orders, "upt"), (csv_of_orders, "tpu"), (csv_of_orders, "utput"), (spreadsheet_of_orders, "ptu")],
    ids=["CSV first", "CSV last", "CSV twice", "Excel last"],
)
async def test_a_file_a_webhook_and_the_tag_tell_of_one_sale(tmp_path: Path, made: object, story: str) -> None:
    """u: the file is uploaded, p: the till tells both orders paid, t: the page tells of the first."""
    now = system_clock()
    sold = (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S")
    path = made(tmp_path, sold)  # type: ignore[operator]
    with shop_world(tmp_path, StandingClock(now)) as world:
        for step in story:
            if step == "u":
                upload(world, tmp_path, path)
            elif step == "t":
                world.page()
            else:
                world.till("paid", user_data={"em": "ada@example.com"})
                world.till("paid", order_id="1002", user_data={"em": "bob@example.com"}, consent=GRANTED)
            await world.work()
        assert await world.counted() == 2
        told = {each["event_id"]: each for each in world.sent()}
        assert set(told) == {"order_1001", "order_1002"}
        assert told["order_1002"]["user_data"]["em"] == [sha256("bob@example.com")]
        if story.index("t") < story.index("p"):
            assert told["order_1001"]["user_data"]["fbc"] == FBC


async def test_without_any_other_source_a_file_and_the_page_are_one_sale(tmp_path: Path) -> None:
    """The page is the truth; the file knows the customer, and an order that no page told of."""
    now = system_clock()
    path = csv_of_orders(tmp_path, (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S"))
    with shop_world(tmp_path, StandingClock(now), till=False) as world:
        world.page()
        upload(world, tmp_path, path)
        upload(world, tmp_path, path)
        assert await world.counted() == 2
        first = next(each for each in world.sent() if each["event_id"] == "order_1001")
        assert (first["user_data"]["fbc"], first["user_data"]["em"]) == (FBC, [sha256("ada@example.com")])


async def test_an_order_in_a_file_that_the_truth_never_confirms_is_no_sale(tmp_path: Path) -> None:
    """Where the till is the truth, a file is one more report, not another truth."""
    now = system_clock()
    path = csv_of_orders(tmp_path, (now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S"))
    with shop_world(tmp_path, StandingClock(now)) as world:
        upload(world, tmp_path, path)
        world.till("paid", consent=GRANTED)
        await world.later(days=8)
        assert await world.counted() == 1
        assert world.fates() == [("order_1001", "delivered", None), ("order_1002", "refused", "unconfirmed")]
