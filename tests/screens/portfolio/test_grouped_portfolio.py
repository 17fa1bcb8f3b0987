"""The portfolio by subnet, by validator and by wallet."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.tables.holdings_table import HoldingsTable, RowKey
from tests.fakes import BOB, OTHER_HOTKEY, PRACTICE_ADDRESS, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, said, until, until_said

STAKES = (a_stake(7, "1200"), a_stake(3, "40"), a_stake(7, "300", OTHER_HOTKEY))


def two_wallets(tmp_path: Path) -> World:
    holdings = (a_holding(stakes=STAKES), a_holding(BOB, "25.5", (a_stake(3, "100"),)))
    accounts = [Account("cold", BOB, AccountKind.WATCH)]
    return a_world(tmp_path, accounts=accounts, snapshot=a_snapshot(holdings=holdings))


async def at_row(pilot: Pilot[None], key: RowKey) -> None:
    table = pilot.app.screen.query_one(HoldingsTable)
    await until(pilot, lambda: key.text in table.keys, key.text)
    table.choose(key.text)
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_v_groups_by_validator_then_by_wallet_then_by_subnet(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(two_wallets(tmp_path), size) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Holdings 2 subnets, 3 positions")
        await pilot.press("v")
        screen = await until_said(pilot, "by validator", "▼ RoundTable", "▼ OpenTau")
        assert "7 γ subnet7 1,200.000 γ" in screen
        assert "7 γ subnet7 300.000 γ" in screen
        await pilot.press("v")
        screen = await until_said(pilot, "by wallet", "▼ cold", "▼ practice")
        assert "3 γ templar 100.000 γ" in screen
        assert "7 γ subnet7 1,500.000 γ" in screen
        await pilot.press("v")
        await until_said(pilot, "Holdings 2 subnets, 3 positions", "▶ 7 γ subnet7")


async def test_a_part_opens_its_ticket_with_its_validator_and_a_group_opens_none(tmp_path: Path) -> None:
    async with a_desk(two_wallets(tmp_path)) as pilot:
        await pilot.press("2", "v")
        await at_row(pilot, RowKey(group=OTHER_HOTKEY))
        assert "u Unstake" not in said(pilot.app)
        await pilot.press("u")
        await until_said(pilot, "u Unstake: nothing to do it with here")
        assert not isinstance(pilot.app.screen, SubnetScreen)
        await at_row(pilot, RowKey(7, OTHER_HOTKEY))
        await pilot.press("u")
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        assert pilot.app.screen.query_one(TicketDock).hotkey == OTHER_HOTKEY


async def test_stake_of_another_wallet_is_not_traded_from_here(tmp_path: Path) -> None:
    async with a_desk(two_wallets(tmp_path)) as pilot:
        await pilot.press("2", "v", "v")
        await at_row(pilot, RowKey(3, group=BOB))
        await pilot.press("u")
        await until_said(pilot, "You look at another account.")
        await at_row(pilot, RowKey(3, group=PRACTICE_ADDRESS))
        await pilot.press("u")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))


@pytest.mark.parametrize("key", [RowKey(7), RowKey(7, "5Hot"), RowKey(group="5Hot"), RowKey(7, group="5Cold")])
def test_a_row_is_read_from_its_key(key: RowKey) -> None:
    assert RowKey.of(key.text) == key
