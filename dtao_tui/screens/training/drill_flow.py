"""The course of a drill: chosen from the list, played on its subnet, and debriefed when its order has ended."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.drill_records import Drill, DrillState
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.ports.chain import PracticeDrills
from dtao_tui.ports.errors import ChainTrouble, Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.base import BaseModal
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.training.drills_screen import DebriefScreen, DrillList
from dtao_tui.training.debrief import Played, debrief
from dtao_tui.training.drill_guide import DRILL, is_over, repair_sentence, task_of

GROUP = "drill"
_PATIENCE_SECONDS = 1.0
"""How long no block and no key may come before the course is looked at all the same."""


def choose_drill(desk: AppState) -> None:
    """Show the list; begin or end what is chosen."""
    if desk.parts.drills is None:
        desk.notify(
            "Drills are played on the practice network: dtao-tui -n practice.",
            title="Drills",
            markup=False,
        )
        return
    is_on = desk.drill is not None and desk.drill.kind == DRILL
    desk.push_screen(DrillList(desk.parts, is_on=is_on), partial(_take, desk))


def begin_drill(desk: AppState, drill: Drill) -> None:
    """Play a drill; one that is on gives way to it."""
    account, drills = desk.parts.session.chosen, desk.parts.drills
    if drills is None or account is None or not account.can_sign:
        desk.notify("A drill needs the practice network and an account that can sign.", title="Drills", markup=False)
        return
    course = _Course(desk, drills, account, drill)
    desk.run_worker(course.play(), name=drill.value, group=GROUP, exclusive=True, exit_on_error=True)


def _take(desk: AppState, chosen: Drill | str | None) -> None:
    if isinstance(chosen, Drill):
        begin_drill(desk, chosen)
    elif chosen is not None:
        desk.run_worker(_end(desk), name="end", group=GROUP, exclusive=True, exit_on_error=True)


async def _end(desk: AppState) -> None:
    task, drills = desk.drill, desk.parts.drills
    desk.drill = None
    if task is not None and drills is not None:
        await _repair(desk, drills, task.address)


async def _leave(drills: PracticeDrills, address: str) -> None:
    try:
        await drills.end(address)
    except ChainTrouble:
        # The node forgets a drill by itself when the next one begins, or when it ends.
        return


async def _repair(desk: AppState, drills: PracticeDrills, address: str) -> None:
    """End the drill, and say what the next block repairs."""
    try:
        repair = await drills.repair(address)
    except ChainTrouble:
        # The node repairs it by itself after some time, with the account's next drill, or when it starts again.
        return
    if repair is not None:
        desk.notify(repair_sentence(repair), title="The drill is over", markup=False)


@dataclass
class _Course:
    """One drill from its beginning to its debrief."""

    desk: AppState
    drills: PracticeDrills
    account: Account
    drill: Drill
    pools: dict[int, Pool] = field(default_factory=dict)
    """The subnet's pool at every block that was seen."""

    symbol: str = "α"
    given: Alpha | None = None
    """What the account held when the situation was there."""

    async def play(self) -> None:
        """Run the drill until its debrief is closed and its pool repaired; again while the user asks for that."""
        wants_more = True
        try:
            while wants_more:
                wants_more = await self._once()
                await _repair(self.desk, self.drills, self.account.address)
        except Trouble as trouble:
            self.desk.notify(str(trouble), title="The drill ended", severity="warning", markup=False)
            await _repair(self.desk, self.drills, self.account.address)
        finally:
            self.desk.parts.desk.shield.pause(is_paused=False)
        self.desk.drill = None

    async def _once(self) -> bool:
        self.pools, self.given = {}, None
        known = frozenset(order.id for order in self.desk.orders)
        state = await self.drills.begin(self.drill, self.account.address)
        self._announce(state)
        await self._open(state)
        played = await self._played(known)
        if played is None:
            self.desk.notify("The node has ended the drill.", title="Drills", markup=False)
            return False
        self.desk.drill = None
        await _leave(self.drills, self.account.address)
        return await self.desk.push_screen_wait(DebriefScreen(self.desk.parts, self.drill, debrief(played)))

    async def _open(self, state: DrillState) -> None:
        """Show the subnet with a ticket, on the market's first screen."""
        desk = self.desk
        if desk.current_mode != "market":
            await desk.switch_mode("market")
        while len(desk.screen_stack) > 1:
            await desk.pop_screen()
        await desk.push_screen(SubnetScreen(state.netuid, state.op))

    async def _played(self, known: frozenset[str]) -> Played | None:
        """All about the drill when it is over and no dialog is open; None where the node has forgotten it."""
        while True:
            self.desk.news.clear()
            try:
                state = await self.drills.state(self.account.address)
            except ChainTrouble:
                # A connection that is lost comes back; that is one of the drills.
                await self._news()
                continue
            if state is None or state.drill is not self.drill:
                return None
            self._announce(state)
            self._look(state)
            order = self._order(state, known)
            if is_over(state, order) and not isinstance(self.desk.screen, BaseModal):
                return self._summary(state, order)
            await self._news()

    async def _news(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.desk.news.wait()
        except TimeoutError:
            return

    def _announce(self, state: DrillState) -> None:
        self.desk.drill = task_of(state, self.account.address)
        # The others of a drill act on an order that they can read. Again each time: the drill before may end later.
        self.desk.parts.desk.shield.pause(is_paused=True)

    def _look(self, state: DrillState) -> None:
        snapshot = self.desk.snapshot
        subnet = snapshot.subnets.get(state.netuid) if snapshot else None
        if snapshot is None or subnet is None:
            return
        self.pools[snapshot.block] = subnet.pool
        self.symbol = subnet.symbol
        if not _is_there(state, snapshot):
            return
        holdings = snapshot.holdings_of(self.account.address)
        if self.given is None and holdings is not None:
            self.given = holdings.staked(state.netuid)

    def _order(self, state: DrillState, known: frozenset[str]) -> Order | None:
        """The order that the drill met, or the first that was placed since it began."""
        wanted = (self.account.address, state.netuid, state.op)
        placed = [o for o in self.desk.orders if o.id not in known and (o.owner, o.netuid, o.operation) == wanted]
        in_block = [order for order in placed if state.met is not None and order.block == state.met.block]
        return next(iter(in_block), placed[-1] if placed else None)

    def _summary(self, state: DrillState, order: Order | None) -> Played | None:
        snapshot = self.desk.snapshot
        subnet = snapshot.subnets.get(state.netuid) if snapshot else None
        quoted_at = order.quoted.block if order else None
        # Without an order the situation itself is judged; before it there was another pool.
        pools = self.pools if order else {n: pool for n, pool in self.pools.items() if n >= (state.ready_block or 0)}
        quoted = _pool_at(pools, quoted_at) or (state.met.pool if state.met else None)
        if quoted is None:
            return None
        return Played(
            state=state,
            symbol=self.symbol,
            order=order,
            quoted=quoted,
            now=subnet.pool if subnet else None,
            given=self.given or Alpha(0, state.netuid),
        )


def _pool_at(pools: Mapping[int, Pool], block: int | None) -> Pool | None:
    """The pool at that block, or at the newest one before it that was seen; without a block the first one."""
    seen = sorted(pools) if block is None else sorted((number for number in pools if number <= block), reverse=True)
    return pools[seen[0]] if seen else None


def _is_there(state: DrillState, snapshot: Snapshot) -> bool:
    """Whether the situation is in this block already."""
    return state.ready_block is not None and snapshot.block >= state.ready_block
