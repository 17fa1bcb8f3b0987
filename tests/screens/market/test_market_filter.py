"""The filter of the market and the watch list, by keys."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.filters.watch_lists import WatchLists
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.widgets.tables.subnet_columns import STAR
from tests.fakes import World, a_snapshot, a_subnet, a_world
from tests.screen import a_desk, line_with, seen, until, until_said, until_seen

SUBNETS = (
    a_subnet(0),
    a_subnet(1, "0.01", name="apex"),
    a_subnet(2, "0.02", name="omron"),
    a_subnet(3, name="templar"),
)


def a_market(tmp_path: Path) -> World:
    return a_world(tmp_path, snapshot=a_snapshot(subnets=SUBNETS))


async def test_an_expression_narrows_the_rows(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"price>0.015 not om")
        await until_seen(pilot, "1 of 3")
        assert "templar" in seen(pilot.app)
        assert "apex" not in seen(pilot.app)


async def test_while_it_is_no_filter_the_last_one_counts_and_the_reason_stands_there(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"apex price>")
        await until_seen(pilot, "✗ a number is missing behind price>")
        assert "✗ at 12" in seen(pilot.app)
        place = line_with(pilot.app, "/ apex").index("price>") + len("price>")
        assert line_with(pilot.app, "▲ a number").index("▲") == place
        assert pilot.app.screen.table.keys == ("1",)
        await pilot.press(*"0.5")
        await until_seen(pilot, "0 pass")
        assert "✗" not in seen(pilot.app)


async def test_the_filter_is_read_back_with_what_each_term_leaves(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    world.parts.watch_list.toggle(world.market.current.genesis, SubnetId(3, 1_000))
    async with a_desk(world) as pilot:
        await pilot.press("slash", *"price>0.015 wat")
        told = await until_said(pilot, "Read as", "and watched → 1")
        assert "all subnets ██████ 3" in told
        assert "price > 0.015 τ ████ 2" in told
        assert "tab watched 1 of these 2" in told
        assert "2 of 3" in told
        await pilot.press("tab")
        await until_said(pilot, "and watched ██ 1", "1 of 3")
        await pilot.press("enter")
        told = await until_said(pilot, "/ price>0.015 watched")
        assert "Read as" in told
        assert "1 pass" not in told
        await pilot.press("escape")
        await until(pilot, lambda: "Read as" not in seen(pilot.app))


async def test_arrows_choose_by_what_a_word_is_completed(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"ch")
        await until_said(pilot, "tab ch1 change over 1 h, % ch24 ch7 ← → choose")
        await pilot.press("right")
        await until_said(pilot, "ch24 change over 24 h, %", "/ ch24")
        await pilot.press("right", "left", "tab")
        assert pilot.app.screen.filter_line.text == "ch24"
        await pilot.press("left")
        assert pilot.app.screen.filter_line.field.cursor_position == 3


async def test_filters_that_were_used_are_offered_again_and_none_is_applied_by_itself(tmp_path: Path) -> None:
    for filters, last in ((("price>0.015", "omron"), "omron"), ((), "ap")):
        async with a_desk(a_market(tmp_path)) as pilot:
            for text in filters:
                await pilot.press("slash", *text, "enter", "escape")
                await until_seen(pilot, "Subnets  3")
            line = pilot.app.screen.filter_line
            assert line.text == ""
            await pilot.press("slash")
            await until_seen(pilot, f"↑ {last}")
            await pilot.press(*"ap", "up")
            assert line.text == last
            await pilot.press(*["up"] * 5)
            await until_seen(pilot, "2 of 3")
            assert line.text == "price>0.015"
            await pilot.press(*["down"] * (1 + pilot.app.screen.remembered.filters.index("price>0.015")))
            assert line.text == "ap"
            await pilot.press("down")
            await until(pilot, lambda: pilot.app.screen.table.has_focus)


async def test_f1_shows_the_help_and_the_filter_goes_on_after_it(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"om", "f1")
        await until_said(pilot, "Lists, after /", "Filters of the market", "depth τ TAO in the pool")
        await pilot.press("escape")
        await until_seen(pilot, "1 pass")
        await pilot.press("r")
        await until(pilot, lambda: pilot.app.screen.filter_line.text == "omr")


async def test_below_few_rows_stands_what_a_filter_knows(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"omron")
        await until_said(pilot, "What a filter knows", "depth τ TAO in the pool", "Lists ★ watched 0 W opens one")
        await pilot.resize_terminal(120, 20)
        await until(pilot, lambda: "What a filter knows" not in seen(pilot.app))


async def test_on_a_narrow_screen_the_filter_takes_one_line(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path), (80, 24)) as pilot:
        await pilot.press("slash", *"price>0.015 wat")
        await until_seen(pilot, "2 pass")
        lines = seen(pilot.app).splitlines()
        assert "/ price>0.015 watched" in lines[2]
        assert "Subnet " in lines[3]
        await pilot.press("backspace", "backspace", "backspace", "enter")
        await until_seen(pilot, "/ price>0.015")
        assert "Subnet " in seen(pilot.app).splitlines()[2]


async def test_tab_completes_a_field_and_else_goes_to_the_table(tmp_path: Path) -> None:
    async with a_desk(a_market(tmp_path)) as pilot:
        await pilot.press("slash", *"pri", "tab", *">0.03")
        await until_seen(pilot, "price>0.03")
        await pilot.press("tab")
        await until(pilot, lambda: pilot.app.screen.table.has_focus)


async def test_w_watches_the_row_and_a_list_is_shown_alone(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    async with a_desk(world) as pilot:
        pilot.app.screen.table.choose("2")
        await pilot.press("w")
        await until(pilot, lambda: STAR in seen(pilot.app))
        await pilot.press("W", "f")
        await until_seen(pilot, "1 of 3")
        assert "templar" not in seen(pilot.app)
        await pilot.press("escape")
        await until_seen(pilot, "templar")
        await pilot.press("w")
        await until(pilot, lambda: STAR not in seen(pilot.app))
    assert world.parts.watch_list.subnets(world.market.current.genesis) == frozenset()


async def test_lists_are_made_used_renamed_and_deleted(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    genesis = world.market.current.genesis
    async with a_desk(world) as pilot:
        pilot.app.screen.table.choose("2")
        await pilot.press("w", "W", "n")
        await until_said(pilot, "New list", "Name")
        await pilot.press(*"Watched", "enter")
        await until_said(pilot, "There is a list “watched” already.")
        await pilot.press("space", *"pools", "enter")
        await until_said(pilot, "● Watched pools 0 subnets", "watched 1 subnet")
        await pilot.press("escape", "w")
        lists = world.parts.watch_list
        await until(pilot, lambda: lists.lists(genesis).names_of(SubnetId(2, 1_000)) == {"watched", "watched pools"})
        await pilot.press("W", "r")
        await until_said(pilot, "Rename a list")
        await pilot.press(*["backspace"] * 13, *"mine", "enter")
        await until_said(pilot, "● mine 1 subnet")
        await pilot.press("delete")
        await until_said(pilot, "Delete a list", "Its 1 subnets are then on it no more.")
        await pilot.press("enter")
        await until_said(pilot, "● mine 1 subnet")
        await pilot.press("delete")
        await until_said(pilot, "Delete a list")
        await pilot.press("d")
        await until_said(pilot, "Watch lists 1", "● watched 1 subnet")
    assert WatchedSubnets(world.parts.settings.places.watch_lists).watched(genesis).names == ("watched",)


async def test_a_watched_subnet_whose_number_is_given_away_is_told_and_can_be_forgotten(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    genesis = world.market.current.genesis
    world.parts.watch_list.toggle(genesis, SubnetId(2, 900))
    world.parts.watch_list.toggle(genesis, SubnetId(3, 1_000))
    async with a_desk(world) as pilot:
        await until_said(pilot, "Another subnet has taken number 2", "registered at block 900")
        await pilot.press("W")
        await until_said(pilot, "● watched 2 subnets 1 gone", "registered at block 900.")
        await pilot.press("x")
        await until_said(pilot, "● watched 1 subnet")
    assert world.parts.watch_list.subnets(genesis) == {SubnetId(3, 1_000)}


async def test_what_another_program_watches_is_shown_with_the_next_block_and_kept(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    genesis, places = world.market.current.genesis, world.parts.settings.places
    async with a_desk(world) as pilot:
        other = WatchedSubnets(places.watch_lists)
        other.watch(genesis, WatchLists().toggled(SubnetId(2, 1_000)).adding("mine").using("watched"))
        world.market.grow()
        await until(pilot, lambda: STAR in seen(pilot.app))
        other.watch(genesis, other.watched(genesis).toggled(SubnetId(1, 1_000)))
        pilot.app.screen.table.choose("3")
        await pilot.press("w")
        await until(pilot, lambda: seen(pilot.app).count(STAR) >= 3)
    found = WatchedSubnets(places.watch_lists).watched(genesis)
    assert (found.names, {each.netuid for each in found.subnets}) == (("watched", "mine"), {1, 2, 3})


async def test_a_star_stays_with_its_subnet_and_not_with_the_number(tmp_path: Path) -> None:
    world = a_market(tmp_path)
    world.parts.watch_list.toggle(world.market.current.genesis, SubnetId(2, 1_000))
    async with a_desk(world) as pilot:
        await until(pilot, lambda: STAR in seen(pilot.app))
        other = replace(a_subnet(2, "0.02", name="another"), registered_at=40_000)
        world.market.show(a_snapshot(48_214, [SUBNETS[0], SUBNETS[1], other, SUBNETS[3]]))
        await until_seen(pilot, "another")
        assert STAR not in seen(pilot.app)


async def test_a_watch_list_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_market(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dtao_tui.records.subnet_lists.private_files.replace", refuse)
    async with a_desk(world) as pilot:
        await pilot.press("w")
        await until_said(pilot, "The watch lists cannot be written")
        assert STAR not in seen(pilot.app)
