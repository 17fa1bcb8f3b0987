"""The market as a person sees it."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.market import Subnet
from dtao_tui.screens.market.market_screen import MarketScreen
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import a_desk, line_with, seen, until, until_seen

HOSTILE = ("[red]x[/red]", "[/bad] [", "[@click=app.quit]free[/]", "日本語の長い名前です長い長い", "ﷺﷺﷺﷺ")


def three_subnets() -> list[Subnet]:
    return [
        a_subnet(0),
        a_subnet(1, "0.01", name="apex", symbol="α"),
        a_subnet(2, "0.03", name="omron", symbol="β"),
        a_subnet(3, "0.02", name="templar", symbol="γ"),
    ]


def a_market(tmp_path: Path, subnets: list[Subnet] | None = None, **changes: object) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(subnets=subnets or three_subnets(), **changes))


def names(screen: MarketScreen) -> list[str]:
    """The names in the table, from the top."""
    return [screen.table.cells_of(key)[1].text for key in screen.table.keys]


def with_price(world: World, netuid: int, price: str) -> None:
    """A block in which one price is another one."""
    subnets = dict(world.market.current.subnets)
    rao = int(float(price) * 10**9)
    subnets[netuid] = replace(subnets[netuid], price=Price(rao))
    world.market.grow(subnets=subnets)


async def test_the_columns_of_the_announcement_are_all_there_where_it_is_broad(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (160, 45)) as pilot:
        lines = seen(pilot.app).splitlines()
        for name in ("#", "Subnet", "Price", "Mkt cap", "Emission", "In pool", "Staked", "Supply", "Epoch"):
            assert name in lines[2]
        row = line_with(pilot.app, "templar")
        for figure in ("0.019 999", "50.00", "0.005 0", "20.0", "1,500.0", "67/360"):
            assert figure in row


async def test_root_has_dashes_where_it_has_no_pool(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (160, 45)) as pilot:
        row = next(line for line in seen(pilot.app).splitlines() if "τ root" in line)
        assert row.count("–") == 6
        assert "1.000" in row


async def test_the_border_names_the_network_and_the_sums(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        assert "Subnets  3  on practice" in seen(pilot.app)
        foot = line_with(pilot.app, "TAO weight")
        for words in ("prices 0.059 τ", "emission 0.015 τ/block", "in pools 60.0 kτ", "TAO weight 0.180"):
            assert words in foot


async def test_a_tao_weight_that_the_chain_does_not_tell_is_a_dash(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path, snapshot=a_snapshot(tao_weight=None))) as pilot:
        assert "TAO weight –" in line_with(pilot.app, "TAO weight")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_nothing_is_cut_at_the_usual_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_market(tmp_path), size) as pilot:
        table = pilot.app.screen.table
        assert table.virtual_size.width <= table.size.width
        assert "0.180" in seen(pilot.app)
        assert "…" not in "\n".join(line[: size[0] - 40] for line in seen(pilot.app).splitlines())


async def test_a_new_block_changes_numbers_but_not_the_order(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        before = names(pilot.app.screen)
        sorted_at = pilot.app.snapshot.block
        assert "as of block" not in seen(pilot.app)
        with_price(world, 1, "0.09")
        await until_seen(pilot, "0.090 000")
        assert names(pilot.app.screen) == before
        await until_seen(pilot, f"order as of block {sorted_at:,}")
        await pilot.press("r")
        await until(pilot, lambda: names(pilot.app.screen)[1] == "apex")
        assert "as of block" not in seen(pilot.app)


async def test_o_chooses_a_column_by_arrows_and_capital_o_turns_the_order_around(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        screen = pilot.app.screen
        assert "Cap ↓" in seen(pilot.app)
        await pilot.press("o", *["right"] * 4)
        await until_seen(pilot, "# ↑")
        assert names(screen) == ["root", "apex", "omron", "templar"]
        await pilot.press("O")
        await until_seen(pilot, "# ↓")
        assert names(screen) == ["root", "templar", "omron", "apex"]
        await pilot.press("right", "right")
        await until_seen(pilot, "Price ↓")
        await pilot.press("left")
        await until_seen(pilot, "Subnet ↑")
        await pilot.press("right", "enter")
        await until_seen(pilot, "Price ↓")
        assert isinstance(screen, MarketScreen)
        assert names(screen) == ["root", "omron", "templar", "apex"]


async def test_another_order_is_shown_from_its_top_and_the_same_one_again_keeps_the_row(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MarketScreen)
        screen.table.choose("3")
        await pilot.press("r")
        await pilot.pause()
        assert screen.table.netuid == 3
        await pilot.press("O")
        await until(pilot, lambda: screen.table.cursor_row == 0)


@pytest.mark.parametrize(("typed", "found"), [("temp", "templar"), ("β", "omron"), ("1", "apex")])
async def test_slash_finds_by_name_symbol_or_number(tmp_path: Path, typed: str, found: str) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *typed)
        await until(pilot, lambda: names(pilot.app.screen) == [found])
        assert "1 of 3" in seen(pilot.app)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.focused is pilot.app.screen.table
        assert names(pilot.app.screen) == [found]
        await pilot.press("escape")
        await until(pilot, lambda: len(names(pilot.app.screen)) == 4)


async def test_escape_within_the_filter_clears_it(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", "x", "y")
        await until(pilot, lambda: names(pilot.app.screen) == [])
        assert "no subnet here" in seen(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: len(names(pilot.app.screen)) == 4)
        assert "esc clears" not in seen(pilot.app)


async def test_letters_typed_into_the_filter_are_no_commands(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"sq1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MarketScreen)
        assert pilot.app.screen.filter_line.text == "sq1"


async def test_j_and_k_move_and_the_panel_follows(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        first = pilot.app.screen.table.netuid
        await pilot.press("j")
        await until(pilot, lambda: pilot.app.screen.table.netuid != first)
        name = pilot.app.snapshot.subnets[pilot.app.screen.table.netuid].name
        assert name in str(pilot.app.screen.panel.border_title)
        await pilot.press("G")
        await until(pilot, lambda: pilot.app.screen.table.cursor_row == 3)
        await pilot.press("g")
        await until(pilot, lambda: pilot.app.screen.table.cursor_row == 0)


async def test_the_panel_shows_pool_impact_and_what_is_mine(tmp_path: Path) -> None:
    holding = a_holding(stakes=[a_stake(2, "120")])
    world = a_market(tmp_path, holdings=[holding])
    async with a_desk(world) as pilot:
        pilot.app.screen.table.choose("2")
        await until_seen(pilot, "120.000 β")
        text = seen(pilot.app)
        for words in ("Pool ", "Weight", "Epoch", "Owner", "Price impact", "Stake τ", "1,000", "Exit"):
            assert words in text


async def test_a_tall_panel_names_the_largest_validators(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (160, 45)) as pilot:
        await until_seen(pilot, "RoundTable")
        row = line_with(pilot.app, "RoundTable")
        assert "18.0" in row
        assert "428.2" in row


async def test_a_narrow_screen_does_without_the_panel(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (80, 24)) as pilot:
        assert "Price impact" not in seen(pilot.app)
        await pilot.resize_terminal(120, 36)
        await until_seen(pilot, "Price impact")


async def test_subnets_come_and_go(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        subnets = {s.netuid: s for s in three_subnets() if s.netuid != 3}
        subnets[9] = a_subnet(9, "0.5", name="newcomer")
        world.market.grow(subnets=subnets)
        await until_seen(pilot, "newcomer")
        assert names(pilot.app.screen)[-1] == "newcomer"
        assert "templar" not in names(pilot.app.screen)


async def test_hostile_names_are_shown_as_they_are_and_do_nothing(tmp_path: Path) -> None:
    subnets = [a_subnet(0)] + [a_subnet(n, f"0.0{n}", name=name) for n, name in enumerate(HOSTILE, 1)]
    async with a_desk(a_market(tmp_path, subnets), (160, 36)) as pilot:
        for netuid in range(1, len(HOSTILE) + 1):
            pilot.app.screen.table.choose(str(netuid))
            await pilot.pause()
        text = seen(pilot.app)
        assert "[red]x[/red]" in text
        assert "[/bad] [" in text
        await pilot.click("#subnet-table", offset=(10, 5))
        await pilot.pause()
        assert pilot.app.is_running


async def test_a_click_on_a_head_sorts_by_it(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.click("#subnet-table", offset=(24, 0))
        await until_seen(pilot, "Price ↓")
        await pilot.click("#subnet-table", offset=(24, 0))
        await until_seen(pilot, "Price ↑")


async def test_enter_opens_the_subnet_and_s_opens_it_with_a_ticket(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "Validators")
        assert "Review" not in seen(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MarketScreen))
        await pilot.press("s")
        await until_seen(pilot, "Review")


async def test_keys_in_a_table_that_a_filter_has_emptied_harm_nothing(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"zzz", "enter")
        await until_seen(pilot, "Subnets  0 of 3")
        await pilot.press("up", "down", "j", "k", "g", "G", "home", "end", "pageup", "pagedown", "enter", "s", "u")
        await pilot.press("escape")
        await until_seen(pilot, "templar")
        before = pilot.app.screen.table.netuid
        await pilot.press("down")
        await until(pilot, lambda: pilot.app.screen.table.netuid not in (None, before))


@pytest.mark.parametrize("width", [80, 100, 110, 120, 150, 160])
async def test_the_sums_below_the_table_are_never_cut(tmp_path: Path, width: int) -> None:
    async with a_desk(a_market(tmp_path), (width, 30)) as pilot:
        await until_seen(pilot, "weight")
        line = line_with(pilot.app, "emission 0.")
        assert "…" not in line
        assert "weight 0." in line
        assert "τ/block" in line


async def test_while_the_filter_is_typed_the_footer_shows_its_keys_alone(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (80, 24)) as pilot:
        await until_seen(pilot, "s Stake")
        await pilot.press("slash", "t", "e")
        await until_seen(pilot, "esc Clear")
        footer = seen(pilot.app).splitlines()[-1]
        assert "Rows" in footer
        assert not any(words in footer for words in ("s Stake", "o Sort", "space Mark"))
        await pilot.press("enter")
        await until_seen(pilot, "s Stake")


async def test_the_genesis_block_tells_no_emission_yet(tmp_path: Path) -> None:
    subnets = [replace(each, emission=Tao(0)) for each in three_subnets()]
    world = a_market(tmp_path, subnets, block=0)
    async with a_desk(world) as pilot:
        await until_seen(pilot, "emission – τ/block")
        assert "0.000 0" not in line_with(pilot.app, "omron")
        await pilot.press("slash", *"omron", "enter", "enter")
        await until_seen(pilot, "Emission  – τ per block")
        world.market.grow(subnets={each.netuid: each for each in three_subnets()})
        await until_seen(pilot, "Emission  0.005 0 τ per block")
