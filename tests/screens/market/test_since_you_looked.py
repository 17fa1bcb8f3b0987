"""Since you looked: what happened meanwhile is told above the market, and takes no key from it."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.last_look import LastLook, SeenSubnet
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.last_looks import LastLooks
from tests.fakes import HOTKEY, PRACTICE_ADDRESS, World, a_holding, a_snapshot, a_stake, a_world
from tests.screen import a_desk, said, until, until_said

HOUR_MS = 3_600_000


def a_world_looked_at(tmp_path: Path, hours_ago: float = 18) -> World:
    """Someone looked hours ago: 7, which is held, cost half as much; 99 was there, and 3 was another subnet."""
    held = a_holding(free="100", stakes=(a_stake(7, "1000"),))
    world = a_world(tmp_path, snapshot=a_snapshot(48_213, holdings=(held,)))
    snapshot, wall = world.market.current, round(world.clock.wall() * 1000)
    seen = [SeenSubnet(each.id, each.label, each.price) for each in snapshot.subnets.values() if each.netuid != 3]
    seen = [replace(each, price=Price(each.price.rao // 2)) if each.id.netuid == 7 else each for each in seen]
    seen += [
        SeenSubnet(SubnetId(99, 5), "99 λ moorage", Price(10**7)),
        SeenSubnet(SubnetId(3, 1_000_000), "3 γ oldthree", Price(2 * 10**7)),
    ]
    then = wall - round(hours_ago * HOUR_MS)
    look = LastLook(40_000, then, then, tuple(seen), {PRACTICE_ADDRESS: Tao.parse("120").rao}, {HOTKEY: 5_898})
    LastLooks(world.parts.settings.places.last_looks).save(snapshot.genesis, look)
    return world


async def test_the_start_tells_what_happened_and_esc_hides_it(tmp_path: Path) -> None:
    async with a_desk(a_world_looked_at(tmp_path), size=(120, 36)) as pilot:
        screen = await until_said(pilot, "Since you looked")
        assert "18 h" in screen
        assert "▲ 100.00 % held" in screen
        assert "99 λ moorage removed by the chain" in screen
        assert "3 γ oldthree removed; the number has now templar" in screen
        assert "9.00 % → 18.00 % keeps more of your dividends" in screen
        assert "Worth 149." in screen
        assert "+29." in screen
        await pilot.press("escape")
        await until(pilot, lambda: "Since you looked" not in said(pilot.app))
        assert "Subnets" in said(pilot.app)


async def test_keys_go_on_working_below_the_panel(tmp_path: Path) -> None:
    async with a_desk(a_world_looked_at(tmp_path), size=(80, 24)) as pilot:
        await until_said(pilot, "Since you looked", "Worth 149.")
        await pilot.press("2")
        await until_said(pilot, "Holdings 1 subnet, 1 position")
        await pilot.press("1", "slash")
        await pilot.press(*"moo")
        await until_said(pilot, "moo")


async def test_why_opens_the_statement_since_then(tmp_path: Path) -> None:
    async with a_desk(a_world_looked_at(tmp_path), size=(120, 36)) as pilot:
        await until_said(pilot, "Since you looked")
        await pilot.press("equals_sign")
        screen = await until_said(pilot, "Gained", "since you looked")
        assert "Where it came from" in screen


async def test_a_changed_take_is_a_warning_in_the_portfolio_and_the_next_look_has_the_new_one(tmp_path: Path) -> None:
    world = a_world_looked_at(tmp_path)
    async with a_desk(world, size=(120, 36)) as pilot:
        await pilot.press("2")
        await until_said(pilot, "keeps 18.00 % of dividends now; when you looked", "last it kept 9.00 %.")
    look = LastLooks(world.parts.settings.places.last_looks).load(world.market.current.genesis)
    assert look is not None
    assert look.takes == {HOTKEY: 11_796}


async def test_a_look_a_moment_ago_is_told_only_when_asked(tmp_path: Path) -> None:
    async with a_desk(a_world_looked_at(tmp_path, hours_ago=0.001), size=(120, 36)) as pilot:
        await until_said(pilot, "Subnets")
        assert "Since you looked" not in said(pilot.app)
        await pilot.press("colon", *"since", "enter")
        await until_said(pilot, "Since you looked", "moorage")


async def test_the_first_use_of_a_network_has_nothing_to_tell_and_is_remembered(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world, size=(120, 36)) as pilot:
        await until_said(pilot, "Subnets")
        await pilot.press("colon", *"since", "enter")
        await until_said(pilot, "Nothing was seen of this network before")
    snapshot = world.market.current
    look = LastLooks(world.parts.settings.places.last_looks).load(snapshot.genesis)
    assert look is not None
    assert {seen.id: seen.price for seen in look.subnets} == {s.id: s.price for s in snapshot.subnets.values()}
