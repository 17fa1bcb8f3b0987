"""Kills around the rehearsal and the broadcast: no order is lost, doubled, or open for ever."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.practice.node.node import Node
from dtao_tui.records.orders.journal import Journal
from dtao_tui.settings import places_of
from tests.chain.conftest import a_node, blocks_coming
from tests.chain.middleman import Middleman, Objection
from tests.execution.balanced_books import books_balance
from tests.execution.killed_desk import MOMENTS, SEALED_MOMENTS, WAITS
from tests.execution.killed_operations import NETUIDS, OPERATIONS, Wanted, a_review_of, give_what_it_needs
from tests.execution.site import SUBMIT, a_proof_site
from tests.fakes import PRACTICE_ADDRESS

LONGEST_LIFE = 60.0
MOODS = ("honest", "refuses", "passes on and refuses", "holds back", "holds back", "no rehearsal")
ROUNDS_TO_END = 6
PACES = {False: (0.05, 0.3), True: (0.3, 0.6)}
"""Seconds from block to block; a sealed order has eight of them."""


@dataclass
class Trial:
    """One home, one node and somebody between them, over many kills."""

    home: Path
    node: Node
    middleman: Middleman
    chance: random.Random
    began_with: Tao
    """The free TAO before the first order."""

    hotkey: str
    root_hotkey: str
    """The validators that it staked with first, on the subnet and on root."""

    sealed_part: float
    """Of the orders that may be sealed, how many are."""

    kills: int = 0
    left_out: list[Wanted] = field(default_factory=list)
    """The operations that come next; each has its turn before one comes again."""

    tally: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    """The operations whose program was killed."""

    @property
    def orders(self) -> tuple[Order, ...]:
        journal = Journal(places_of({"DTAO_TUI_HOME": str(self.home)}).journal)
        try:
            return journal.orders("0x" + self.node.chain.genesis.hex())
        finally:
            journal.close()

    def bytes_of(self, order: Order) -> bytes:
        journal = Journal(places_of({"DTAO_TUI_HOME": str(self.home)}).journal)
        try:
            kept = journal.extrinsics(order.id)
        finally:
            journal.close()
        assert kept is not None
        # What a carrier brings is never written down open.
        return kept[0]

    async def one_kill(self) -> None:
        """An order whose program is killed, on an endpoint that is honest, refuses, withholds or carries out."""
        wanted = self._next_operation()
        is_sealed = ROW_OF[wanted.op].is_shielded and self.chance.random() < self.sealed_part
        moment = self.chance.choice(SEALED_MOMENTS if is_sealed else MOMENTS)
        give_what_it_needs(self.node, wanted.op, self.hotkey, self.root_hotkey)
        self._turn_the_endpoint()
        blocks = asyncio.create_task(self._blocks(self.chance.uniform(*PACES[is_sealed])))
        killed = await self._life(moment, wanted, is_sealed=is_sealed)
        blocks.cancel()
        await asyncio.wait([blocks])
        self.middleman.lies.clear()
        assert self.node.faults is not None
        self.node.faults.ask("rehearsal", {"says": "truth"})
        if killed == WAITS:
            self.tally["waited"] += 1
            await self.settle()
            return
        assert killed == -signal.SIGKILL, f"the desk ended with {killed} at “{moment}” of {wanted}"
        self.kills += 1
        self.tally[moment] += 1
        self.killed[f"{wanted}{' sealed' * is_sealed}"] += 1
        self._carry_out_what_was_seen()
        # Beside an order that is held, the next one is placed with the same number.
        is_held = any(order.state is OrderState.HELD for order in self.orders)
        if not (is_held and self.chance.random() < 0.5):
            await self.settle()

    async def settle(self) -> None:
        """A new start finds what became of every order, within its era and no later."""
        self.node.step(20)
        async with a_proof_site(self.node, self.home, self.middleman.url) as site:
            site.clock.turn(16 * 12.0 + 1)
            for _ in range(ROUNDS_TO_END):
                await site.desk.reconcile()
                if not site.desk.has_open_orders:
                    break
            assert not site.desk.has_open_orders, f"stuck: {[(o.state, o.sentence) for o in site.desk.orders]}"
            head = await site.market.head()
            held = (await site.market.snapshot(head, (PRACTICE_ADDRESS,))).holdings_of(PRACTICE_ADDRESS)
            assert held is not None
            assert books_balance(self.node, self.orders, self.began_with, held, NETUIDS)

    def _next_operation(self) -> Wanted:
        if not self.left_out:
            self.left_out = self.chance.sample(OPERATIONS, len(OPERATIONS))
        return self.left_out.pop()

    def _turn_the_endpoint(self) -> None:
        assert self.node.faults is not None
        mood = self.chance.choice(MOODS)
        self.tally[mood] += 1
        if mood == "holds back":
            self.node.faults.ask("rehearsal", {"says": "fails"})
        if mood == "no rehearsal":
            self.node.faults.ask("rehearsal", {"says": "refused"})
        if "refuses" in mood:
            self.middleman.lies[SUBMIT] = self._refusing(passes_on=mood.startswith("passes"))

    def _refusing(self, *, passes_on: bool) -> Any:
        """Answers a submission with an error, and perhaps gives the order to the node all the same."""

        def lie(parameters: list[Any]) -> Any:
            if passes_on:
                self.node.chain.submit(bytes.fromhex(parameters[0].removeprefix("0x")))
            raise Objection(1010, "Invalid Transaction", "Transaction is outdated")

        return lie

    def _carry_out_what_was_seen(self) -> None:
        """Now and then the endpoint sends an order that it was only shown."""
        shown = [order for order in self.orders if order.state.is_unproven]
        if shown and self.chance.random() < 0.4:
            with suppress(Exception):
                self.node.chain.submit(self.bytes_of(self.chance.choice(shown)))
                self.tally["carried out by the endpoint"] += 1

    async def _blocks(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            self.node.step()

    async def _life(self, moment: str, wanted: Wanted, *, is_sealed: bool) -> int:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.execution.killed_desk", self.middleman.url, str(self.home), moment),
            f"{self.chance.uniform(0, 0.6):.3f}",
            str(wanted),
            *["sealed"] * is_sealed,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            return await asyncio.wait_for(child.wait(), LONGEST_LIFE)
        finally:
            with suppress(ProcessLookupError):
                child.kill()


async def lived_through(home: Path, kills: int, seed: int, sealed_part: float) -> Trial:
    async with a_node() as node, Middleman(node.url) as middleman:
        async with a_proof_site(node, home) as site:
            snapshot = await site.market.snapshot(await site.market.head(), (PRACTICE_ADDRESS,))
            held = snapshot.holdings_of(PRACTICE_ADDRESS)
            assert held is not None
            # A position to begin with: operations of every kind have something to be done with.
            async with blocks_coming(node, 0.1):
                bought = await site.placed(await site.review("50"))
                rooted = await site.placed(await a_review_of(site, Wanted(Op.STAKE, ROOT)))
        trial = Trial(home, node, middleman, random.Random(seed), held.free, bought.hotkey, rooted.hotkey, sealed_part)
        print(f"seed {seed}")  # noqa: T201 - a failure is repeated with it
        while trial.kills < kills:
            await trial.one_kill()
        await trial.settle()
        states = Counter(order.state.value for order in trial.orders)
        sealed = sum(order.carrier is not None for order in trial.orders)
        print(f"{trial.kills} kills, 0 lost, 0 doubled, 0 stuck; {dict(states)}; {dict(trial.tally)}")  # noqa: T201
        print(f"{sealed} orders sealed; killed {dict(sorted(trial.killed.items()))}")  # noqa: T201
        assert trial.orders
        return trial


async def test_a_few_kills_lose_double_and_stick_nothing(tmp_path: Path) -> None:
    await lived_through(tmp_path, kills=8, seed=422, sealed_part=0.0)


@pytest.mark.soak
async def test_two_hundred_kills_lose_double_and_stick_nothing(tmp_path: Path) -> None:
    await lived_through(tmp_path, kills=200, seed=random.SystemRandom().randrange(2**32), sealed_part=0.25)
