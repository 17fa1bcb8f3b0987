"""Faults of the practice chain under every operation, over a real socket: the journal is checked after each order."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node, blocks_when_needed
from tests.execution.balanced_books import LANDED, books_balance
from tests.execution.chain_givens import OWNER
from tests.execution.killed_operations import NETUIDS, OPERATIONS, Wanted, a_review_of, give_what_it_needs
from tests.execution.proxy_site import ACCOUNTS, COLD_ADDRESS, PROXY_ADDRESS, a_funded_node, allow
from tests.execution.site import NETUID, ProofSite, a_proof_site
from tests.execution.told_changes import told_changes
from tests.fakes import PRACTICE_ADDRESS, until

ROUNDS_TO_END = 6
LONGEST_ERA = 16 * 12.0 + 1


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and how an order ends by it."""

    ends: OrderState
    kind: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    lasts: bool = False
    """Whether it goes on until it is taken back."""

    breaks_off: bool = False
    """Whether the connection is lost once the order is in the pool."""


FAULTS = {
    "the answer is lost": Fault(OrderState.FINAL, "lose_reply"),
    "the pool refuses it": Fault(OrderState.EXPIRED, "reject"),
    "it fails in its block": Fault(OrderState.REFUSED, "fail", {"name": "SlippageTooHigh"}),
    "its block is retracted": Fault(OrderState.FINAL, "retract"),
    "its rehearsal fails": Fault(OrderState.EXPIRED, "rehearsal", {"says": "fails"}, lasts=True),
    "nothing is rehearsed": Fault(OrderState.FINAL, "rehearsal", {"says": "refused"}, lasts=True),
    "answers are slow": Fault(OrderState.FINAL, "slow", {"milliseconds": 30}, lasts=True),
    "the line breaks off": Fault(OrderState.FINAL, breaks_off=True),
}
NONE: Mapping[str, Mapping[str, object]] = {"rehearsal": {"says": "truth"}, "slow": {"milliseconds": 0}}
"""How a fault that lasts is taken back."""


@dataclass
class Trouble:
    """A desk whose chain goes wrong with every order."""

    site: ProofSite
    began_with: Tao
    hotkey: str
    root_hotkey: str

    async def meets(self, wanted: Wanted, fault: Fault) -> Order:
        """An order that meets the fault, once all that can be known of it is known."""
        site = self.site
        give_what_it_needs(site.node, wanted.op, self.hotkey, self.root_hotkey)
        review = await a_review_of(site, wanted)
        assert site.node.faults is not None
        if fault.kind:
            site.node.faults.ask(fault.kind, dict(fault.options))
        site.desk.place(review)
        if fault.breaks_off:
            await until(lambda: site.knows(review.id) and site.order(review.id).state is OrderState.SENT, 4000)
            site.node.drop_others()
        async with blocks_when_needed(site.node):
            await until(lambda: site.knows(review.id) and not site.desk.is_followed(review.id), 6000)
        if fault.lasts:
            site.node.faults.ask(fault.kind, dict(NONE[fault.kind]))
        return await self._resolved(review.id)

    async def _resolved(self, order_id: str) -> Order:
        await self.site.market.connect()
        if self.site.order(order_id).is_open:
            self.site.node.step(20)
            self.site.clock.turn(LONGEST_ERA)
        for _ in range(ROUNDS_TO_END):
            await self.site.desk.reconcile()
            if not self.site.desk.has_open_orders:
                break
        return self.site.order(order_id)

    async def is_in_order(self) -> bool:
        """Whether the account is free and the journal tells of what the chain has, to the rao."""
        site = self.site
        assert site.is_free()
        held = await site.held_by(PRACTICE_ADDRESS)
        return books_balance(site.node, site.desk.orders, self.began_with, held, NETUIDS)


@asynccontextmanager
async def trouble(home: Path) -> AsyncIterator[Trouble]:
    """A practice account with stake on a subnet and on root, and with a proxy."""
    async with a_node() as node, a_proof_site(node, home) as site:
        held = await site.held_by(PRACTICE_ADDRESS)
        async with blocks_when_needed(node):
            bought = await site.placed(await site.review("50"))
            rooted = await site.placed(await a_review_of(site, Wanted(Op.STAKE, ROOT)))
            await site.placed(await a_review_of(site, Wanted(Op.ALLOW_PROXY, ROOT)))
        yield Trouble(site, held.free, bought.hotkey, rooted.hotkey)


async def driven(home: Path, fault: Fault, operations: Sequence[Wanted]) -> None:
    async with trouble(home) as standing:
        for wanted in operations:
            order = await standing.meets(wanted, fault)
            assert order.state is fault.ends, f"{wanted}: {order.sentence}"
            assert (order.filled is not None) == (order.state is OrderState.FINAL and wanted.op not in NO_FILL)
            assert await standing.is_in_order()


NO_FILL = (Op.END_LOCK, Op.ALLOW_PROXY, Op.REMOVE_PROXY)
"""What these do is told by no amount."""

LAST = Wanted(Op.EXIT_SUBNET, NETUID)
MIXED = tuple(wanted for wanted in OPERATIONS if wanted not in (LAST, Wanted(Op.LOCK_STAKE, NETUID)))


@pytest.mark.parametrize(("name", "place"), [(name, place) for place, name in enumerate(FAULTS)])
async def test_a_fault_leaves_the_journal_as_the_chain_is(tmp_path: Path, name: str, place: int) -> None:
    # Each operation meets a fault or two here, and every fault in `make soak`.
    await driven(tmp_path, FAULTS[name], MIXED[place % 4 :: 4])


async def test_orders_by_proxy_meet_every_fault(tmp_path: Path) -> None:
    async with a_funded_node() as node, a_proof_site(node, tmp_path, accounts=ACCOUNTS) as site:
        site.session.choose(COLD_ADDRESS)
        await allow(site)
        standing = Trouble(site, Tao(0), "", "")
        before = [await site.held_by(account) for account in (COLD_ADDRESS, PROXY_ADDRESS)]
        for fault in FAULTS.values():
            order = await standing.meets(Wanted(Op.STAKE, NETUID), fault)
            assert (order.owner, order.signer, order.state) == (COLD_ADDRESS, PROXY_ADDRESS, fault.ends), order.sentence
            assert site.is_free()
            told = [told_changes(site.desk.orders, account) for account in (COLD_ADDRESS, PROXY_ADDRESS)]
            after = [await site.held_by(account) for account in (COLD_ADDRESS, PROXY_ADDRESS)]
            assert [(now.free - then.free).rao for now, then in zip(after, before, strict=True)] == [
                t[None] for t in told
            ]
            assert [now.staked(NETUID).rao for now in after] == [told[0][NETUID], 0]
            landed = [each for each in site.desk.orders if each.state in LANDED]
            assert node.chain.next_nonce(OWNER) == len(landed)


@pytest.mark.soak
@pytest.mark.parametrize("name", FAULTS)
async def test_every_operation_meets_each_fault(tmp_path: Path, name: str) -> None:
    await driven(tmp_path, FAULTS[name], MIXED)
    async with trouble(tmp_path / "other") as standing:
        for wanted in (LAST, Wanted(Op.STAKE, NETUID), Wanted(Op.LOCK_STAKE, NETUID)):
            order = await standing.meets(wanted, FAULTS[name])
            assert order.state is FAULTS[name].ends, f"{wanted}: {order.sentence}"
            assert await standing.is_in_order()


async def test_an_order_that_meets_a_fault_keeps_the_next_one_waiting(tmp_path: Path) -> None:
    async with trouble(tmp_path) as standing:
        site = standing.site
        assert site.node.faults is not None
        site.node.faults.ask("lose_reply", {})
        await site.placed(await site.review("2"))
        await site.market.connect()
        for wanted in (Wanted(Op.PAY, ROOT), Wanted(Op.REMOVE_PROXY, ROOT), Wanted(Op.CLAIM_ROOT, ROOT)):
            with pytest.raises(NotPlaced, match=r"not resolved yet|owes this account nothing"):
                await a_review_of(site, wanted)
