"""`e` on a list: its rows as a new private file, with names of the chain that are no formulas."""

import csv
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.screens.copying.row_export import write_rows
from tests.domain.orders.example_orders import an_order
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import a_desk, until, until_said, until_seen

EVIL = "=1+1"


def a_holder(tmp_path: Path) -> World:
    subnets = [a_subnet(0), a_subnet(7, "0.05", name=EVIL), a_subnet(8, "0.02", name="omron")]
    return a_world(tmp_path, snapshot=a_snapshot(subnets=subnets, holdings=(a_holding(stakes=(a_stake(7, "12.5"),)),)))


async def written(pilot: Pilot[None], world: World, name: str) -> list[dict[str, str]]:
    """The rows of the file that e makes."""
    folder = world.parts.settings.places.exports
    await pilot.press("e")
    await until(pilot, lambda: bool(list(folder.glob(f"{name}-*.csv"))))
    [place] = folder.glob(f"{name}-*.csv")
    await until_said(pilot, "Written to")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    return list(csv.DictReader(place.read_text().splitlines()))


async def test_the_market_is_written_as_it_is_filtered(tmp_path: Path) -> None:
    world = a_holder(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("slash", *"price>0.03", "enter")
        await until_seen(pilot, "1 of 2")
        root, row = await written(pilot, world, "market")
    assert (root["netuid"], root["emission_rao"]) == ("0", "")
    assert (row["netuid"], row["name"], row["change_24h_pct"]) == ("7", f"'{EVIL}", "")


async def test_the_portfolio_is_written_with_the_free_tao(tmp_path: Path) -> None:
    world = a_holder(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_seen(pilot, "Holdings")
        free, stake = await written(pilot, world, "positions")
    assert (free["amount"], free["unit"]) == ("1000.000000000", "TAO")
    assert (stake["amount"], stake["subnet"]) == ("12.500000000", f"'{EVIL}")


async def test_activity_writes_the_orders_that_it_shows(tmp_path: Path) -> None:
    world = a_holder(tmp_path)
    for order in (an_order("done", state=OrderState.FINAL), an_order("failed", state=OrderState.REFUSED)):
        world.journal.add(order, [b"signed"])
    async with a_desk(world) as pilot:
        await pilot.press("3")
        await until_seen(pilot, "failed 1")
        await pilot.press("f", "f")
        [row] = await written(pilot, world, "orders")
    assert (row["id"], row["state"]) == ("failed", OrderState.REFUSED.value)


def test_files_of_one_second_have_numbers_and_none_is_written_over(tmp_path: Path) -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    places = [write_rows(tmp_path / "exports", "market", str(number), now) for number in range(3)]
    assert [place.name for place in places] == [
        "market-20261128-120000.csv",
        "market-20261128-120000-1.csv",
        "market-20261128-120000-2.csv",
    ]
    assert [place.read_text() for place in places] == ["0\n", "1\n", "2\n"]
    assert stat.S_IMODE(places[0].parent.stat().st_mode) == 0o700


def test_a_link_in_the_place_of_the_folder_or_a_file_stops_it(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("a file")
    with pytest.raises(OSError, match="exports"):
        write_rows(tmp_path / "exports", "market", "", datetime(2026, 11, 28, tzinfo=UTC))
