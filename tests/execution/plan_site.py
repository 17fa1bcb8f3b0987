"""A plan desk with the real signer on a real practice node; it sees each block that the node makes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.plans.plan import Plan, PlanKind
from dtao_tui.domain.plans.plan_events import PlanConfirmed
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.domain.trades.intents import Stake
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.practice.node.node import Node
from dtao_tui.records.plans.plan_book import PlanBook
from dtao_tui.services.plans.plan_desk import PlanDesk
from dtao_tui.settings import places_of
from dtao_tui.trading.plans.basket import BasketTicket, basket
from dtao_tui.trading.plans.rebalancing import RebalanceTicket, rebalance
from dtao_tui.trading.plans.slicing import slices
from dtao_tui.trading.plans.unwinding import unwinding
from tests.execution.site import NETUID, ProofSite, a_proof_site

NETUIDS = (1, 2, 3)


@dataclass
class PlanSite:
    """A desk for plans, and what a test does with it."""

    site: ProofSite
    plans: PlanDesk

    async def snapshot(self) -> Snapshot:
        """The newest block."""
        seen = await self.site.market.snapshot(await self.site.market.head(), self.site.session.addresses())
        return replace(seen, seen_at=self.site.clock.now())

    async def a_basket(self, amount: str = "9", hotkey: str = "") -> Plan:
        """Purchases on three subnets, quoted at the newest block; all with one validator, or with each one's first."""
        snapshot = await self.snapshot()
        await self.plans.learn_fees()
        hotkeys = {n: hotkey or await self.first_validator(n, snapshot) for n in NETUIDS}
        ticket = BasketTicket(tuple(snapshot.subnets[n].id for n in NETUIDS), hotkeys, amount, "2")
        draft = basket(ticket, self.plans.circumstances(snapshot), self.plans.fees())
        assert draft.is_ready, draft.sentence
        assert draft.plan is not None
        return draft.plan

    async def first_validator(self, netuid: int, snapshot: Snapshot) -> str:
        """The subnet's validator with most stake."""
        return (await self.site.desk.validators(netuid, snapshot))[0].hotkey

    async def a_plan(self, kind: PlanKind) -> Plan:
        """A plan of three steps; what sells or moves shares does so with a basket that is bought first."""
        if kind is PlanKind.BASKET:
            return await self.a_basket()
        shared = await self.first_validator(NETUID, await self.snapshot())
        if kind is not PlanKind.SLICES:
            basket = await self.a_basket(hotkey=shared if kind is PlanKind.LEAVE_VALIDATOR else "")
            await self.to_the_end(await self.begin(basket))
        snapshot = await self.snapshot()
        await self.plans.learn_fees()
        seen, fees = self.plans.circumstances(snapshot), self.plans.fees()
        match kind:
            case PlanKind.UNWIND:
                draft = unwinding(seen, fees, "2")
            case PlanKind.LEAVE_VALIDATOR:
                draft = unwinding(seen, fees, "2", hotkey=shared)
            case PlanKind.REBALANCE:
                targets = {1: "10", 2: "20", NETUID: "70"}
                hotkeys = {netuid: await self.first_validator(netuid, snapshot) for netuid in NETUIDS}
                draft = rebalance(RebalanceTicket(targets, hotkeys, "2"), seen, fees)
            case _:
                draft = slices(Stake(NETUID, shared, Tao.parse("9")), 3, 2, Tolerance.parse("2"), seen, fees)
        assert draft.plan is not None, draft.sentence
        return draft.plan

    async def begin(self, plan: Plan) -> PlanRecord:
        """Confirm it."""
        await self.look()
        return await self.plans.begin(plan, PlanConfirmed(at=self.site.clock.wall()))

    async def look(self) -> None:
        """Show the newest block to the plan desk."""
        await self.plans.observe(await self.snapshot())

    async def to_the_end(self, record: PlanRecord, seconds: float = 40.0) -> PlanRecord:
        """The plan once it has ended, while its blocks are seen."""
        async with asyncio.timeout(seconds):
            while self.plans.running is not None:
                await self.look()
                await asyncio.sleep(0.02)
        return self.record(record.id)

    def record(self, plan_id: str) -> PlanRecord:
        """The plan as it is written down."""
        return next(record for record in self.plans.plans if record.id == plan_id)


@asynccontextmanager
async def a_plan_site(
    node: Node, home: Path, url: str = "", accounts: Sequence[Account] = ()
) -> AsyncIterator[PlanSite]:
    """A desk for plans in this home, on this node."""
    async with a_proof_site(node, home, url, accounts=accounts) as site:
        book = PlanBook(places_of({"DTAO_TUI_HOME": str(home)}).plans)
        plans = PlanDesk(site.desk, site.session, site.ports, book)
        try:
            yield PlanSite(site, plans)
        finally:
            await plans.close()
