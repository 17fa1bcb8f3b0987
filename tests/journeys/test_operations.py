"""Every operation by keyboard in the app, on a still practice node: each order fills as it was quoted, to the rao."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui.app import DtaoApp
from dtao_tui.cli.composition import joined
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.plans.plan_events import PlanCompleted
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.node.node import Node
from dtao_tui.services.context import AppContext
from dtao_tui.settings import load, prepare
from tests.chain.conftest import a_node, blocks_coming, blocks_when_needed
from tests.execution.chain_givens import make_perpetual, owe_dividends
from tests.execution.fills import is_as_quoted
from tests.fakes import BOB, until
from tests.journeys.stage import Person, announce

NETUID, OTHER = 3, 1
CALM = 3.0
"""Seconds from block to block while somebody types."""

MOST_FIELDS = 10
REVIEWING = ("ticket-amount", "ticket-tolerance", "ticket-review")
"""Where Enter opens Review; on a choice it opens the choice's list."""


@dataclass
class Trader:
    """Somebody who places orders in the app."""

    person: Person
    parts: AppContext
    node: Node

    async def opens(self, netuid: int) -> None:
        """Go to a subnet by the command line."""
        await self.person.presses("1")
        await self.person.sees("Subnets")
        await self.person.presses("colon", *str(netuid), "enter")
        await self.person.sees("s Stake")

    async def chooses_subnet(self, netuid: int) -> None:
        """Choose the other subnet of the open ticket, in whose field the cursor is."""
        await self.person.presses("enter")
        await self.person.sees("number, name or symbol")
        await self.person.types(f"/{netuid}")
        await self.person.presses("enter")
        await self.person.misses("number, name or symbol")

    async def chooses_validator(self, text: str) -> None:
        """Choose a validator by its name or address for the field that the cursor is in."""
        await self.person.presses("enter")
        await self.person.sees("name or address")
        await self.person.presses("slash")
        await self.person.pastes(text)
        await self.person.presses("enter")
        await self.person.misses("name or address")

    async def reviews(self, *calls: str) -> None:
        """Go to a field of the ticket from which Enter opens Review, and press it."""
        await self.person.sees("Review enter")
        for _ in range(MOST_FIELDS):
            if self.person.focused_id in REVIEWING:
                break
            await self.person.presses("tab")
        await self.person.presses("enter")
        await self.person.sees(*calls)

    async def signs(self, *calls: str) -> Order:
        """Review what the ticket says, sign it, and come back to the subnet; the order, which is as it was quoted."""
        number = len(self.parts.desk.orders)
        await self.reviews(*calls)
        await self.person.presses("end")
        await self.person.sees("to sign, type")
        await self.person.presses("y")
        async with blocks_when_needed(self.node):
            await self.person.sees("✓ final")
        await until(lambda: len(self.parts.desk.orders) == number + 1)
        order = self.parts.desk.orders[0]
        assert is_as_quoted(order)
        await self.person.presses("enter")
        await self.person.misses("✓ final")
        return order

    async def palette(self, words: str) -> None:
        """Run a command that has no key."""
        await self.person.presses("ctrl+p")
        await self.person.sees("Search for commands")
        await self.person.pastes(words)
        await self.person.presses("enter")

    async def carries_out(self, kind: PlanKind, steps: int) -> None:
        """Have the plan of the open form shown whole, confirm it, and follow it to its end, which is as quoted."""
        await self.person.sees("Show plan enter")
        await self.person.presses("enter")
        await self.person.sees("to sign")
        await self.person.presses("end")
        await self.person.sees("type  y")
        await self.person.presses("y")
        async with blocks_when_needed(self.node):
            await self.person.sees(f"{steps} of {steps} done")
            await until(lambda: isinstance(self.parts.plans.plans[0].events[-1], PlanCompleted))
        record = self.parts.plans.plans[0]
        assert record.plan.kind is kind
        orders = [self.parts.plans.orders[order_id] for order_id in record.order_ids]
        assert all(is_as_quoted(order) for order in orders)
        quoted = [(step.pays, step.receives) for step in record.plan.steps]
        assert [(done.paid, done.received) for done in record.progress.done] == quoted
        assert len(quoted) == steps
        await self.person.presses("escape")


@asynccontextmanager
async def a_trader(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Trader]:
    """The app on a still node of this process; its orders go open."""
    settings = replace(load(), mev_shield=False)
    prepare(settings.places)
    async with a_node() as node:
        announce(settings.places, node.url)
        with joined(settings) as parts:
            async with DtaoApp(parts).run_test(size=size, notifications=True) as pilot, blocks_coming(node, CALM):
                yield Trader(Person(pilot), parts, node)


async def test_every_operation_fills_as_it_was_quoted(own_home: Path) -> None:
    async with a_trader() as trader:
        person = trader.person
        await person.sees("templar", "10,000.000")
        await trader.opens(NETUID)
        await person.presses("s")
        await person.pastes("200")
        await trader.signs("add_stake_limit")
        await person.presses("u")
        await person.pastes("10%")
        await trader.signs("remove_stake_limit")
        await person.presses("m")
        await person.pastes("20%")
        await person.presses("ctrl+l")
        await person.sees("To validator")
        await person.presses("down", "down", "enter")
        await trader.signs("SubtensorModule.move_stake")
        for validator, call in (("", "swap_stake_limit"), ("Harbourlight", "move_stake_limit")):
            await person.presses("x")
            await person.pastes("5%")
            await person.presses("tab", "tab")
            await trader.chooses_subnet(OTHER)
            if validator:
                await trader.chooses_validator(validator)
            await trader.signs(call)
        await person.presses("t")
        await person.pastes("5%")
        await person.presses("tab", "tab")
        await person.pastes(BOB)
        await trader.signs("transfer_stake")
        await person.presses("t")
        await person.pastes("5%")
        await person.presses("tab", "tab")
        await person.pastes(BOB)
        await person.presses("tab")
        await trader.chooses_subnet(OTHER)
        await trader.signs("batch_all", "swap_stake_limit", "transfer_stake")
        await person.presses("X")
        await trader.signs("remove_stake_full_limit")
        await trader.opens(OTHER)
        await person.presses("K")
        await person.pastes("10%")
        await trader.signs("lock_stake")
        make_perpetual(trader.node, OTHER)
        await person.presses("K")
        await person.presses("ctrl+o")
        await person.sees("End lock")
        await person.presses("down", "enter")
        await trader.signs("set_perpetual_lock")
        await trader.opens(ROOT)
        await person.presses("s")
        await person.pastes("100")
        rooted = await trader.signs("add_stake_limit")
        owe_dividends(trader.node, rooted.hotkey, NETUID)
        await person.presses("C")
        await trader.signs("claim_root_with_hotkey")
        await person.presses("u")
        await person.pastes("50%")
        await trader.signs("remove_stake_limit")
        await person.presses("p")
        await person.pastes("12.5")
        await person.presses("tab")
        await person.pastes(BOB)
        await trader.signs("transfer_keep_alive")


async def test_every_plan_fills_as_it_was_quoted(own_home: Path) -> None:
    async with a_trader() as trader:
        person = trader.person
        await person.sees("templar", "10,000.000")
        await person.presses("g", "j", "space", "j", "space", "B")
        await person.sees("Basket", "Type what to pay")
        await person.pastes("30")
        await trader.carries_out(PlanKind.BASKET, 2)
        await person.presses("2", "B")
        await person.sees("Rebalance", "Type the share that a subnet")
        await person.pastes("30")
        await person.presses("tab")
        await person.pastes("70")
        await trader.carries_out(PlanKind.REBALANCE, 2)
        await trader.palette("unwind")
        await person.sees("Unwind everything")
        await trader.carries_out(PlanKind.UNWIND, 2)
        await trader.opens(NETUID)
        await person.presses("s")
        await person.pastes("10")
        await trader.palette("slices")
        await person.sees("Slices: stake")
        await person.presses("tab", "ctrl+u", "2", "tab", "ctrl+u", "2")
        await trader.carries_out(PlanKind.SLICES, 2)
        await person.presses("2")
        await person.sees("Holdings")
        await trader.palette("leave validator")
        await person.sees("Choose a position that is held first")
        await person.presses("g")
        await trader.palette("leave validator")
        await person.sees("Leave a validator")
        await trader.carries_out(PlanKind.LEAVE_VALIDATOR, 1)
