"""Portfolio: what is owned, at the price and at what selling it now would pay."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.services.session import MOST_ADDRESSES
from tests.fakes import (
    ALICE,
    HOTKEY,
    OTHER_HOTKEY,
    World,
    a_holding,
    a_pool,
    a_snapshot,
    a_stake,
    a_subnet,
    a_world,
    an_account,
)
from tests.screen import a_desk, said, seen, until, until_said

STAKES = (a_stake(7, "1200.5"), a_stake(7, "300", OTHER_HOTKEY), a_stake(3, "14000"), a_stake(0, "412"))


def a_rich_world(tmp_path: Path) -> World:
    holdings = (a_holding(stakes=STAKES), a_holding(ALICE, "25.5", (a_stake(3, "100"),)))
    return a_world(tmp_path, accounts=[an_account()], snapshot=a_snapshot(holdings=holdings))


async def test_the_worth_of_everything_stands_on_top(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "Holdings 3 subnets, 4 positions")
    assert "Exit 789.885 429 702 τ Free 1,000.000 000 000 τ" in screen
    assert "Spot 795.024 999 999 τ Exit + free 1,789.885 429 702 τ" in screen
    assert "Haircut −5.139 570 297 τ −0.65 %" in screen
    assert "Total 795.02 789.89 −0.65 100.0" in screen


async def test_in_sixty_columns_both_columns_of_the_worth_fit(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path), size=(60, 15)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "Holdings 3 subnets, 4 positions")
    for line in ("│ Exit 789.885 τ Free 1,000.000 τ │", "│ Spot 795.024 τ Exit + free 1,789.885 τ │"):
        assert line in screen
    assert "│ Haircut −5.139 τ │" in screen


async def test_rows_stand_by_share_and_show_amount_spot_exit_and_haircut(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "3 γ templar 14,000.000 γ 0.022 000 308.00 303.18 −1.57")
    rows = [line for line in screen.splitlines() if "▶" in line]
    assert [row.split()[2] for row in rows] == ["0", "3", "7"]


async def test_right_unfolds_a_row_to_its_validators_by_name_and_left_folds_it(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        await pilot.press("G", "right")
        screen = await until_said(pilot, "├ RoundTable 1,200.500", "└ OpenTau 300.000")
        assert "▼ 7 γ subnet7" in screen
        await pilot.press("left")
        await until(pilot, lambda: "OpenTau" not in said(pilot.app))


async def test_validators_together_pay_less_than_each_alone(tmp_path: Path) -> None:
    pool = a_pool(7, tao_in="100")
    snapshot = a_snapshot(subnets=(a_subnet(0), a_subnet(7, pool=pool)), holdings=(a_holding(stakes=STAKES[:2]),))
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "1 subnet, 2 positions")
        await pilot.press("right")
        screen = await until_said(pilot, "├ RoundTable", "└ OpenTau")
    whole, first, second = (
        float(next(line for line in screen.splitlines() if word in line).split()[place])
        for word, place in (("▼", -5), ("├", -3), ("└", -3))
    )
    assert whole < first + second


async def test_enter_opens_the_subnet_and_u_its_ticket(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
        assert not pilot.app.screen.query(TicketDock)
        await pilot.press("escape")
        await until_said(pilot, "Holdings")
        await pilot.press("u")
        await until_said(pilot, "Unstake", "From", "sellable 14,000.000 γ")


async def test_braces_go_through_the_accounts_and_all_together(tmp_path: Path) -> None:
    world = a_rich_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Worth practice")
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "Worth trader", "Free 25.500 000 000 τ", "1 subnet, 1 position")
        await pilot.press("u")
        await until_said(pilot, "You look at another account. Choose it in Wallets (4)")
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "Worth all 2 accounts", "14,100.000 γ")
        await pilot.press("left_curly_bracket", "left_curly_bracket")
        await until_said(pilot, "Worth practice")
    assert world.session.chosen is not None
    assert world.session.chosen.name == "practice"


async def test_two_wallets_of_one_key_are_one_account_here(tmp_path: Path) -> None:
    accounts = [an_account("trader", ALICE), an_account("twin", ALICE)]
    world = a_world(tmp_path, accounts=accounts, snapshot=a_snapshot(holdings=(a_holding(), a_holding(ALICE, "25.5"))))
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Worth practice")
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "Worth trader")
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "Worth all 2 accounts", "Free 1,025.500 000 000 τ")
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "Worth practice")


async def test_an_account_that_was_not_read_is_not_said_to_be_empty(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account()], snapshot=a_snapshot(holdings=(a_holding(),)))
    async with a_desk(world, (80, 24)) as pilot:
        await pilot.press("2", "right_curly_bracket")
        screen = await until_said(pilot, "Worth trader", "This account has not been read yet")
        assert "0 subnets" not in screen
        assert "Nothing is staked" not in screen
        assert "Free" not in screen.replace("τ free", "")
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "all 2 accounts, 1 of them not read", "Free 1,000.000 000 000 τ")


async def test_an_account_beyond_those_that_are_read_tells_how_to_have_it_read(tmp_path: Path) -> None:
    accounts = [an_account(f"wallet{n}", f"5Address{n:02}") for n in range(MOST_ADDRESSES)]
    async with a_desk(a_world(tmp_path, accounts=accounts)) as pilot:
        await pilot.press("2", "left_curly_bracket", "left_curly_bracket")
        await until_said(pilot, f"Worth wallet{MOST_ADDRESSES - 1}", "Choose this one in Wallets (4), and it is.")


async def test_what_the_pool_does_not_take_is_said_of_the_chosen_row(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=(a_holding(stakes=(a_stake(99, "5"), a_stake(0, "1"))),))
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        await pilot.press("2", "g")
        screen = await until_said(pilot, "2 subnets, 2 positions")
        assert "This subnet is gone: what" not in screen
        await pilot.press("G")
        await until_said(pilot, "This subnet is gone: what")


async def test_the_row_of_a_subnet_that_is_gone_can_be_opened_and_left(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=(a_holding(stakes=(a_stake(99, "5"),)),))
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "1 subnet, 1 position")
        await pilot.press("right")
        await until_said(pilot, "└ ")
        for key in ("enter", "u"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen))
            await pilot.press("escape")
            await pilot.press("2")
            await until_said(pilot, "Holdings")


async def test_the_worth_follows_the_width(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path), (80, 24)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Exit + free")
        narrow = next(line.index("Free") for line in seen(pilot.app).splitlines() if "Free" in line)
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: any(line.find("Free") == narrow + 4 for line in seen(pilot.app).splitlines()))


async def test_an_opened_row_says_what_its_exits_are(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path), (80, 24)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "exit is what selling it all now pays: pool fee in, network fee out")
        await pilot.press("G", "right")
        await until_said(pilot, "exit: a validator alone, a subnet together, the total by subnets")


async def test_a_haircut_too_small_to_show_reads_as_small(tmp_path: Path) -> None:
    deep = a_subnet(7, pool=replace(a_pool(7, tao_in="5000000"), fee_rate=0))
    snapshot = a_snapshot(subnets=(a_subnet(0), deep), holdings=(a_holding(stakes=(a_stake(7, "2000"),)),))
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "Haircut", "1 subnet, 1 position")
    assert screen.count(" <0.01") == 3
    assert "−<" not in screen


async def test_a_new_row_stands_in_its_place(tmp_path: Path) -> None:
    world = a_rich_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2", "o", "1", "enter")
        await until_said(pilot, "# ↑")
        bought = a_holding(stakes=(*STAKES, a_stake(1, "2")))
        subnets = {n: a_subnet(n) for n in (0, 1, 3, 7)}
        world.market.grow(subnets=subnets, holdings={bought.address: bought})
        screen = await until_said(pilot, "4 subnets")
    assert [line.split()[2] for line in screen.splitlines() if "▶" in line] == ["0", "1", "3", "7"]


async def test_o_and_a_number_order_by_that_column_and_capital_o_turns_it_around(tmp_path: Path) -> None:
    def netuids(screen: str) -> list[str]:
        return [line.split()[2] for line in screen.splitlines() if "▶" in line]

    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2", "o", "1", "enter")
        await until_said(pilot, "# ↑")
        assert netuids(said(pilot.app)) == ["0", "3", "7"]
        await pilot.press("O")
        await until(pilot, lambda: netuids(said(pilot.app)) == ["7", "3", "0"])


async def test_a_new_block_brings_new_values_and_keeps_the_row(tmp_path: Path) -> None:
    world = a_rich_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        await pilot.press("j")
        dearer = a_subnet(3, "0.03", name="templar", symbol="γ")
        world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7), 3: dearer})
        await until_said(pilot, "14,000.000 γ 0.030 000 420.00")
        await pilot.press("u")
        await until_said(pilot, "sellable 14,000.000 γ")


async def test_a_block_moves_no_row(tmp_path: Path) -> None:
    world = a_rich_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, "0.9"), 3: a_subnet(3, "0.022")})
        screen = await until_said(pilot, "block 48,214", "0.900 000")
        rows = [line.split()[2] for line in screen.splitlines() if "▶" in line]
        assert rows == ["0", "3", "7"]
        assert "order as of block 48,213" in screen
        await pilot.press("O", "O")
        await until(pilot, lambda: [x.split()[2] for x in said(pilot.app).splitlines() if "▶" in x] == ["7", "0", "3"])
        assert "as of block" not in said(pilot.app)


async def test_a_stake_on_a_subnet_that_is_gone_is_of_unknown_worth_and_said_so(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=(a_holding(stakes=(a_stake(99, "5"),)),))
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "99 ? gone 5.000 ? – – – – –", "! incomplete: a part is not known")
    assert snapshot.holdings_of(a_holding().address) is not None
    assert Alpha(5 * 10**9, 99) == a_stake(99, "5").amount


async def test_with_nothing_it_tells_what_to_press(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Nothing is staked here yet.", "Worth practice")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (118, 24), (160, 45)])
async def test_every_column_can_be_read_at_this_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_rich_world(tmp_path), size) as pilot:
        await pilot.press("2")
        screen = await until_said(pilot, "Share ↓", "Exit + free 1,789.885 429 702 τ")
    row = next(line for line in screen.splitlines() if "templar" in line)
    assert [word for word in ("14,000.000", "308.00", "303.18", "−1.57", "38.4") if word not in row] == []


async def test_space_marks_a_holding_or_parts_of_it_and_another_account_has_none(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        await pilot.press("j", "space", "G", "right", "j", "space", "j", "space")
        await until_said(pilot, "▌3 marked", "▌ ├ RoundTable", "M Unmark")
        screen = pilot.app.screen
        marked = [(row.subnet.netuid, row.hotkey) for row in screen.marked]
        assert marked == [(3, ""), (7, HOTKEY), (7, OTHER_HOTKEY)]
        await pilot.press("left", "space")
        await until_said(pilot, "▌2 marked")
        assert [(row.subnet.netuid, row.hotkey) for row in screen.marked] == [(3, ""), (7, "")]
        await pilot.press("right_curly_bracket")
        await until_said(pilot, "Worth trader")
        assert screen.marked == ()


async def test_left_on_a_part_folds_its_holding(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        await pilot.press("G", "right", "j", "j")
        await until_said(pilot, "├ RoundTable", "← Fold")
        await pilot.press("left")
        await until_said(pilot, "▶ 7 γ subnet7", "→ Unfold")
        assert pilot.app.screen.table.chosen == "7"


async def test_the_count_of_marks_is_whole_at_80_columns(tmp_path: Path) -> None:
    async with a_desk(a_rich_world(tmp_path), (80, 24)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "3 subnets")
        await pilot.press("G", "right", "space")
        await until_said(pilot, "▌1 marked")


async def test_of_two_wallets_with_one_key_the_chosen_one_is_named(tmp_path: Path) -> None:
    twins = [an_account("first", ALICE), an_account("second", ALICE)]
    world = a_world(tmp_path, accounts=twins, snapshot=a_snapshot(holdings=(a_holding(ALICE),)), has_practice=False)
    world.session.choose(ALICE, "second")
    async with a_desk(world) as pilot:
        await pilot.press("2")
        await until_said(pilot, "Worth second")
