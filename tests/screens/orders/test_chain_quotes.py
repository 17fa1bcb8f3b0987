"""The chain's own answers in a ticket: quotes that it does not confirm, and quotes that only it can make."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.ports.chain import Head
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.widgets.trade.quote_lines import BY_CHAIN
from tests.fakes import World, a_holding, a_snapshot, a_stake, a_subnet, a_world
from tests.screen import seen, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket


async def test_a_quote_the_chain_does_not_confirm_is_refused_with_its_number(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.market.simulation = Simulation(tao_amount=1, alpha_amount=5_000_000_000)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10.5")
        screen = await until_said(pilot, "✗ The chain would pay 5.000 γ")
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ReviewScreen)
    assert "✓ chain" not in screen


async def test_an_answer_of_the_chain_after_the_ticket_is_closed_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world(tmp_path)
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slowly(*_: object) -> Simulation:
        asked.set()
        # The worker that waits for this is cancelled; an answer on the wire does not know.
        with suppress(asyncio.CancelledError):
            await may_answer.wait()
        return Simulation()

    monkeypatch.setattr(world.market, "simulate", slowly)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10.5")
        await until(pilot, asked.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.query(TicketDock))
        may_answer.set()
        await pilot.press("s")
        await until_said(pilot, "Tolerance")


def a_strange_world(tmp_path: Path) -> World:
    """Subnet 7 follows a curve that is not computed here; the chain's fakes still simulate it."""
    stakes = (a_stake(7, "120"),)
    subnets = [a_subnet(0), a_subnet(7, curve_is_known=False)]
    return a_world(tmp_path, snapshot=a_snapshot(subnets=subnets, holdings=(a_holding(stakes=stakes),)))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_pool_of_another_curve_is_quoted_by_the_chain_and_marked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_a_ticket(a_strange_world(tmp_path), size=size) as pilot:
        await until_said(pilot, "✗ This pool's curve is not computed here")
        await write(pilot, "10.5")
        screen = await until_said(pilot, BY_CHAIN, "You get 209.784 173 747 γ", "Network fee 0.001 690 000 τ")
        lines = {
            name: line for line in screen.splitlines() for name in ("Price after", "There and back") if name in line
        }
        assert all("–" in line for line in lines.values())
        assert len(lines) == 2
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ReviewScreen)
        await until_said(pilot, "nothing is signed")


async def test_the_chains_quote_of_an_unstake_leaves_its_exit_unknown(tmp_path: Path) -> None:
    async with at_a_ticket(a_strange_world(tmp_path), "unstake") as pilot:
        await write(pilot, "50%")
        screen = await until_said(pilot, BY_CHAIN, "The rest 60.000 000 000 γ")
    assert "–" in next(line for line in screen.splitlines() if "Exit after" in line)


async def test_the_chains_quote_keeps_its_block_until_the_chain_has_answered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_strange_world(tmp_path)
    may_answer = asyncio.Event()
    may_answer.set()
    simulate = world.market.simulate

    async def slowly(netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        await may_answer.wait()
        return await simulate(netuid, side, pays, head)

    monkeypatch.setattr(world.market, "simulate", slowly)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10.5")
        await until_said(pilot, BY_CHAIN, "Quote", "─ block 48,213")
        may_answer.clear()
        world.market.grow()
        await until_said(pilot, "block 48,214 ·", "─ block 48,213", BY_CHAIN)
        may_answer.set()
        await until_said(pilot, "─ block 48,214", BY_CHAIN)


async def test_a_quote_that_the_chain_refuses_is_said(tmp_path: Path) -> None:
    world = a_strange_world(tmp_path)
    world.market.simulation = Simulation()
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10.5")
        await until_said(pilot, "✗ The chain's own simulation refuses this")
        assert BY_CHAIN not in seen(pilot.app)


async def test_an_answer_to_what_was_typed_before_is_not_taken_for_this(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_strange_world(tmp_path)
    asked: list[Tao | Alpha] = []
    may_answer = asyncio.Event()
    simulate = world.market.simulate

    async def deaf(netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        asked.append(pays)
        if len(asked) == 1:
            # An answer that is on the wire comes although nobody waits for it any more.
            with suppress(asyncio.CancelledError):
                await may_answer.wait()
        return await simulate(netuid, side, pays, head)

    monkeypatch.setattr(world.market, "simulate", deaf)
    async with at_a_ticket(world) as pilot:
        await write(pilot, "1")
        await until(pilot, lambda: len(asked) == 1)
        await write(pilot, "0")
        await until(pilot, lambda: len(asked) == 2)
        may_answer.set()
        await until_said(pilot, BY_CHAIN, "Held after 319.799")
    assert asked == [Tao.parse("1"), Tao.parse("10")]
