"""One subnet's own screen."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import (
    ALICE,
    HOTKEY,
    OTHER_HOTKEY,
    PRACTICE_ADDRESS,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
    a_validator,
    a_world,
)
from tests.screen import a_desk, line_with, seen, until, until_seen


def a_world_with_stake(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "120")])]))


async def test_it_shows_facts_ladder_root_and_what_is_mine(tmp_path: Path) -> None:
    world = a_world_with_stake(tmp_path)
    async with a_desk(world) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        text = seen(pilot.app)
        for words in ("Pool ", "Weight", "0.500  τ side", "67/360", "Emission", "Supply", "of the dividends"):
            assert words in text
        ladder = [line_with(pilot.app, f" {size} ") for size in ("1", "10", "100", "1,000")]
        assert all(ladder)
        assert line_with(pilot.app, "the say moves from")
        assert "120.000 γ" in text


async def test_validators_show_take_and_what_their_weight_is_made_of(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        row = line_with(pilot.app, "RoundTable")
        for figure in ("18.0", "412.00", "16.20", "428.20"):
            assert figure in row
        assert "root's share" in seen(pilot.app)


async def test_validators_show_what_stake_with_each_yields_a_day_and_by_how_many_epochs(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    # 1 % an epoch, 20 epochs a day.
    payer = a_validator(7, OTHER_HOTKEY, "Payer", last_epoch=HotkeyDividend(9, 909))
    barred = a_validator(7, ALICE, "Barred", has_permit=False, last_epoch=HotkeyDividend(9, 909))
    world.market.validator_list[7] = (a_validator(7, name="Silent"), payer, barred)
    async with a_desk(world, (160, 45)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "Silent")
        assert "20.000 1 │" in " ".join(line_with(pilot.app, "Payer").replace("│", " │ ").split())
        assert " – " in line_with(pilot.app, "Silent")
        assert "no permit" in line_with(pilot.app, "Barred")


async def test_the_usual_sizes_show_a_ticket_beside_the_price(tmp_path: Path) -> None:
    for size in ((80, 24), (120, 36), (160, 45)):
        world = a_world_with_stake(tmp_path / str(size[0]))
        async with a_desk(world, size) as pilot:
            pilot.app.push_screen(SubnetScreen(7, "stake"))
            await until_seen(pilot, "Review")
            await pilot.press(*"10.5")
            await until_seen(pilot, "you")
            text = seen(pilot.app)
            for words in ("0.05", "You get", "At worst", "Price impact", "Impact %", "Review"):
                assert words in text, (size, words)


async def test_my_size_is_marked_in_the_list_of_impacts(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "Review")
        await pilot.press(*"250")
        await until_seen(pilot, "you 1.23      250.0    4,935.8")
        assert "┊" in seen(pilot.app)


async def test_ctrl_o_turns_the_ticket_and_escape_closes_it_then_the_subnet(tmp_path: Path) -> None:
    async with a_desk(a_world_with_stake(tmp_path)) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "RoundTable")
        screen = pilot.app.screen
        await pilot.press("s")
        await until(pilot, lambda: screen.dock is not None and screen.dock.state.op == "stake")
        await pilot.press("ctrl+o", "u")
        await until(pilot, lambda: screen.dock is not None and screen.dock.state.op == "unstake")
        await pilot.press("escape")
        await until(pilot, lambda: screen.dock is None)
        await until_seen(pilot, "of the dividends")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_the_validator_s_key_is_offered_only_beside_a_ticket(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        assert "^l Choose" not in seen(pilot.app)
        await pilot.press("s")
        await until_seen(pilot, "^l Choose")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: not isinstance(pilot.app.screen, SubnetScreen))


async def test_the_ticket_s_validator_carries_the_dot(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (160, 45)) as pilot:
        pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "● RoundTable")


async def test_each_block_moves_the_price(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "0.049 999")
        subnets = dict(world.market.current.subnets)
        subnets[7] = replace(subnets[7], price=Price(50_999_000))
        world.market.grow(subnets=subnets)
        await until_seen(pilot, "0.050 999")
        assert "▲ 2.00 %" in seen(pilot.app)


async def test_a_subnet_that_is_gone_is_told(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        world.market.grow(subnets={0: a_subnet(0)})
        await until_seen(pilot, "this subnet is gone")


async def test_keys_that_come_before_the_screen_is_built_open_its_ticket(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        screen = SubnetScreen(7)
        pushed = pilot.app.push_screen(screen)
        for action in ("trade('stake')", "choose_validator", "trade('unstake')"):
            await pilot.app.run_action(action, screen)
        await pushed
        await until_seen(pilot, " Unstake ")


@pytest.mark.parametrize(("width", "has_parts"), [(100, False), (120, True), (160, True)])
async def test_a_validators_weight_is_there_at_every_width(tmp_path: Path, width: int, has_parts: bool) -> None:
    async with a_desk(a_world(tmp_path), (width, 36)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        text = seen(pilot.app)
        assert "428.20" in text
        assert ("412.00" in text) == has_parts


async def test_the_stake_of_a_pool_that_is_not_computed_has_no_exit_value(tmp_path: Path) -> None:
    subnets = [a_subnet(0), a_subnet(7, curve_is_known=False)]
    snapshot = a_snapshot(subnets=subnets, holdings=[a_holding(stakes=[a_stake(7, "120")])])
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "not computed here")
        assert "120.000" in seen(pilot.app)
        assert "Spot 5.999 τ" in " ".join(seen(pilot.app).split())


async def test_root_has_no_pool_and_no_ladder(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        pilot.app.push_screen(SubnetScreen(0))
        await until_seen(pilot, "one to one")
        await until_seen(pilot, "Root's share")
        assert "τ side" not in seen(pilot.app)
        assert "of the dividends" not in seen(pilot.app)


async def test_a_pool_of_another_curve_is_not_computed(tmp_path: Path) -> None:
    snapshot = a_snapshot(subnets=[a_subnet(0), a_subnet(7, curve_is_known=False)])
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "not traded here")
        assert line_with(pilot.app, "another curve").split()[-4:-1] == ["Curve", "another", "curve"]
        assert "not computed here" in seen(pilot.app)
        assert "τ side" not in seen(pilot.app)


async def test_a_chain_without_weights_shows_none_and_computes_its_pools(tmp_path: Path) -> None:
    snapshot = a_snapshot(subnets=[a_subnet(0), a_subnet(7, curve=CurveKind.CONSTANT_PRODUCT)])
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "constant product")
        text = seen(pilot.app)
        assert "Stake τ" in text
        assert "τ side" not in text
        assert "not traded here" not in text


async def test_a_subnet_that_is_not_open_yet_says_so(tmp_path: Path) -> None:
    snapshot = a_snapshot(subnets=[a_subnet(0), a_subnet(7, is_open=False)])
    async with a_desk(a_world(tmp_path, snapshot=snapshot)) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "not open for staking yet")


@pytest.mark.parametrize("name", ["[/bad] [", "[@click=app.quit]go[/]", "ﷺ" * 12])
async def test_hostile_names_of_subnets_and_validators_are_only_shown(tmp_path: Path, name: str) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(subnets=[a_subnet(0), a_subnet(7, name=name, symbol="[b]")]))
    world.market.validator_list[7] = (a_validator(7, HOTKEY, name),)
    async with a_desk(world) as pilot:
        pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_seen(pilot, "Review")
        await pilot.press("1")
        await until_seen(pilot, "You get")
        assert name[:6] in seen(pilot.app)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36)])
async def test_what_is_mine_is_seen_without_scrolling(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "120")])]))
    async with a_desk(world, size) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "Held")
        await until_seen(pilot, "Exit")


async def test_what_a_lock_holds_is_told_and_no_part_of_the_exit(tmp_path: Path) -> None:
    holding = a_holding(stakes=(a_stake(7, "120"),), locked={7: "100"})
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)))
    async with a_desk(world) as pilot:
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "100.000 locked")
        assert "120.000 γ   100.000 locked" in line_with(pilot.app, "Held")
        assert "0.999 τ" in line_with(pilot.app, "Exit")


async def test_root_tells_what_it_backs_and_what_it_owes(tmp_path: Path) -> None:
    holding = a_holding(stakes=(a_stake(0, "900"),))
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)))
    world.market.baskets[PRACTICE_ADDRESS, HOTKEY] = Tao.parse("1.25")
    async with a_desk(world) as pilot:
        pilot.app.push_screen(SubnetScreen(0))
        await until_seen(pilot, "1.250 000 τ")
        assert "C claims" in line_with(pilot.app, "owed")
        assert "subnet7" in line_with(pilot.app, "0.19 %"), "root's share of that subnet's dividends"
        assert "session" not in seen(pilot.app), "no chart of a price that never moves"
