"""Drills at the keyboard: the list, the line that names one, its end and its debrief."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import AccountKind
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.drill_records import Drill, Repair
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.side import Side
from dtao_tui.ports.errors import NotConnected, Refused
from dtao_tui.screens.commands.palette_entries import command_entries
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.training.drills_screen import DebriefScreen, DrillList
from tests.drilling import QUOTED_AT, FakeDrills, a_drill_world, a_placed, met
from tests.fakes import PRACTICE_ADDRESS, World, a_holding, a_pool, a_snapshot, a_stake, a_world, an_account
from tests.screen import a_desk, seen, until, until_seen

SIZES = [(80, 24), (120, 36)]
TEN = Tao.parse("10")
POOL = a_pool()


async def begin(pilot: object, drills: FakeDrills, drill: Drill) -> None:
    """Choose a drill from the list and wait until its subnet is there."""
    await pilot.press("D", *["j"] * list(Drill).index(drill), "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, SubnetScreen), "the subnet")
    await until_seen(pilot, "Drill ")


async def test_the_list_has_a_sentence_for_each_drill(tmp_path: Path) -> None:
    world, _ = a_drill_world(tmp_path)
    async with a_desk(world, (80, 24)) as pilot:
        await pilot.press("D")
        await until_seen(pilot, "Lost connection")
        text = seen(pilot.app)
        for words in ("Thin pool", "Front run", "just before it.", "Runaway price", "Deregistration", "be paid out."):
            assert words in text
        assert "End the drill" not in text
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, DrillList))


@pytest.mark.parametrize("drill", [Drill.THIN_POOL, Drill.REMOVAL])
async def test_a_chosen_drill_opens_its_ticket_and_says_its_task(tmp_path: Path, drill: Drill) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world, (80, 24)) as pilot:
        await begin(pilot, drills, drill)
        assert drills.begun == [(drill, PRACTICE_ADDRESS)]
        assert pilot.app.screen.netuid == 7
        await until_seen(pilot, "Unstake" if drill is Drill.REMOVAL else "Stake")
        assert pilot.app.screen.dock.state.op == ("unstake" if drill is Drill.REMOVAL else "stake")


async def test_the_line_stays_while_one_looks_elsewhere(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.FRONT_RUN)
        await pilot.press("escape", "escape", "2")
        await until_seen(pilot, "Holdings")
        assert "Drill Front run" in seen(pilot.app)


async def test_the_palette_starts_a_drill(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p", *"drill: runaway")
        await until_seen(pilot, "Drill: Runaway price")
        await pilot.press("enter")
        await until(pilot, lambda: drills.begun == [(Drill.RUNAWAY, PRACTICE_ADDRESS)])


async def test_where_there_are_no_drills_a_sentence_says_so(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        assert not [c for c in command_entries(pilot.app.screen) if c.words.startswith("Drill:")]
        await pilot.press("D")
        await until_seen(pilot, "Drills are played on")


async def test_an_account_that_cannot_sign_begins_none(tmp_path: Path) -> None:
    watched = an_account("cold", kind=AccountKind.WATCH)
    world, drills = a_drill_world(tmp_path, accounts=[watched], has_practice=False)
    async with a_desk(world) as pilot:
        await pilot.press("D", "enter")
        await until_seen(pilot, "A drill needs")
        assert not drills.begun


async def test_what_the_node_refuses_is_said_and_nothing_is_on(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    drills.begin_trouble = Refused("This world has no pool to practise on.")
    async with a_desk(world) as pilot:
        await pilot.press("D", "enter")
        await until_seen(pilot, "no pool to practise on")
        assert pilot.app.drill is None


def fills(world: World, drills: FakeDrills, app: object, **changes: object) -> None:
    """The account's order ends in the block after its quote."""
    placed = a_placed(POOL, TEN, meets=POOL, **changes)
    drills.becomes(met=met(POOL))
    app.orders = (placed,)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_an_order_that_ended_is_debriefed(tmp_path: Path, size: tuple[int, int]) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world, size) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        await until(pilot, lambda: world.market.read_blocks != [])
        fills(world, drills, pilot.app)
        await until_seen(pilot, "Debrief")
        text = seen(pilot.app)
        for words in ("Lost connection", "Quote against fill", "A better choice", "Sent again", "r Once more"):
            assert words in text
        assert f"{POOL.trade(Side.BUY, TEN).received}"[:7] in text
        assert pilot.app.drill is None
        assert drills.ended == [PRACTICE_ADDRESS]
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, DebriefScreen))
        assert "Drill " not in seen(pilot.app)


@pytest.mark.parametrize(
    ("drill", "words"), [(Drill.THIN_POOL, "The holders who left"), (Drill.REMOVAL, "takes the number 7")]
)
async def test_what_a_drill_broke_is_repaired_when_its_debrief_is_closed(
    tmp_path: Path, drill: Drill, words: str
) -> None:
    world, drills = a_drill_world(tmp_path)
    drills.repair_due = Repair(drill, 7)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        fills(world, drills, pilot.app)
        await until_seen(pilot, "Debrief")
        assert not drills.repaired
        await pilot.press("enter")
        await until_seen(pilot, words)
        assert drills.repaired == [PRACTICE_ADDRESS]


async def test_r_plays_it_once_more(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        fills(world, drills, pilot.app)
        await until_seen(pilot, "Debrief")
        await pilot.press("r")
        await until(pilot, lambda: len(drills.begun) == 2)
        await until_seen(pilot, "Drill Lost connection")
        # The order of the first round does not end the second one.
        drills.becomes(met=met(POOL))
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        assert not isinstance(pilot.app.screen, DebriefScreen)


@pytest.mark.parametrize("state", [OrderState.IN_BLOCK, OrderState.UNKNOWN])
async def test_no_debrief_comes_before_the_order_has_ended(tmp_path: Path, state: OrderState) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        fills(world, drills, pilot.app, state=state)
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        assert not isinstance(pilot.app.screen, DebriefScreen)
        fills(world, drills, pilot.app)
        await until_seen(pilot, "Debrief")


async def test_orders_of_other_subnets_and_kinds_do_not_count(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        fills(world, drills, pilot.app, netuid=3)
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        assert not isinstance(pilot.app.screen, DebriefScreen)


async def test_a_lost_connection_does_not_end_a_drill(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        drills.state_trouble = NotConnected("The connection is lost.")
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        assert pilot.app.drill
        drills.state_trouble = None
        fills(world, drills, pilot.app)
        await until_seen(pilot, "Debrief")


async def test_a_drill_that_the_node_forgot_ends_with_a_sentence(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.FRONT_RUN)
        drills.current = None
        world.market.grow()
        await until_seen(pilot, "The node has ended the drill.")
        await until(pilot, lambda: pilot.app.drill is None)


async def test_a_drill_can_be_ended_from_the_list(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.RUNAWAY)
        await pilot.press("escape", "D")
        await until_seen(pilot, "End the drill")
        await pilot.press("enter")
        await until(pilot, lambda: drills.repaired == [PRACTICE_ADDRESS])
        assert pilot.app.drill is None
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        assert pilot.app.drill is None


async def test_a_removal_without_a_sale_is_debriefed_too(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "120")])])
    world, drills = a_drill_world(tmp_path, snapshot=snapshot)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.REMOVAL)
        await until_seen(pilot, "Sell")
        kept = {netuid: subnet for netuid, subnet in snapshot.subnets.items() if netuid != 7}
        drills.becomes(is_removed=True, payout=Tao.parse("2.5"))
        world.market.grow(subnets=kept)
        await until_seen(pilot, "What was paid out")
        text = seen(pilot.app)
        assert "120.000" in text
        sale = POOL.trade(Side.SELL, Alpha.parse("120", 7)).received
        assert f"{sale}"[:5] in text
        assert "would have brought" in text


async def test_the_debrief_waits_until_the_open_dialog_is_left(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.LOST_LINE)
        pilot.app.push_screen(DrillList(world.parts, is_on=True))
        await until(pilot, lambda: isinstance(pilot.app.screen, DrillList))
        fills(world, drills, pilot.app)
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        assert isinstance(pilot.app.screen, DrillList)
        await pilot.press("escape")
        await until_seen(pilot, "Debrief")


async def test_the_fill_is_held_against_the_quote_s_own_block(tmp_path: Path) -> None:
    world, drills = a_drill_world(tmp_path)
    async with a_desk(world) as pilot:
        await begin(pilot, drills, Drill.FRONT_RUN)
        crowded = POOL.after(POOL.trade(Side.BUY, Tao.parse("150")))
        drills.becomes(met=met(crowded), rival_paid=Tao.parse("150"))
        subnets = dict(world.market.current.subnets)
        subnets[7] = replace(subnets[7], pool=crowded, price=crowded.price)
        world.market.grow(subnets=subnets)
        await until(pilot, lambda: pilot.app.snapshot.block > QUOTED_AT)
        pilot.app.orders = (a_placed(POOL, TEN, meets=crowded),)
        await until_seen(pilot, "Bought before")
        text = seen(pilot.app)
        assert "bought for 150.000 τ before it" in text
        assert "0.10 %" in text
