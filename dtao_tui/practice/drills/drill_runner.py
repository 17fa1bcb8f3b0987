"""Drills: prepared situations for one account, started over RPC, with a record of their result.

`practice_drill(address, name)` begins a drill and ends the account's other one, `practice_drill_state(address)`
answers with its state or null, and `practice_drill_end(address)` ends it. `practice_drill_repair(address)` ends it too,
and has the next block repair the pool that it broke; it answers with what is repaired, or null. Nobody need call it:
the account's next drill, the next start of a saved world, and time do so as well.
"""

import logging
from collections.abc import Sequence

from dtao_tui.domain.amounts import LARGEST_RAO
from dtao_tui.domain.drill_records import Drill
from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.transactions import Transaction
from dtao_tui.practice.drills import pool_repair
from dtao_tui.practice.drills.drill_scenarios import SCENARIOS, RunningDrill, SeenOrder, leave_market
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.registry import Context, DispatchFailure
from dtao_tui.practice.pallets.subnets.emission import ISSUANCE
from dtao_tui.practice.state.internal_items import BROKEN_POOLS

POCKET_MONEY = 100 * 10**9
"""Rao: an account with less is given this much for a drill."""

MOST_RUNNING = 256
"""The greatest number of accounts in a drill at once."""

DEBRIEF_BLOCKS = 400
"""How long a debrief may stay open before the pool is repaired all the same."""

_ORDERS = {
    "stake": ("SubtensorModule.add_stake", "SubtensorModule.add_stake_limit"),
    "unstake": (
        "SubtensorModule.remove_stake",
        "SubtensorModule.remove_stake_limit",
        "SubtensorModule.remove_stake_full_limit",
    ),
}

log = logging.getLogger(__name__)


class DrillRunner:
    """One drill at a time for each account; they end with the node."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._running: dict[bytes, RunningDrill] = {}
        self._ended: list[RunningDrill] = []
        self._debriefed: dict[bytes, int] = {}
        """By account: the block up to which its broken pool is left for a debrief."""

        chain.pre_block_hooks.append(self.act)

    def begin(self, who: bytes, name: str) -> object:
        """Prepare a drill for the next block; returns its state. Raises ValueError where it is not possible."""
        drill = Drill(name)
        self.end(who)
        self._debriefed.pop(who, None)
        if len(self._running) >= MOST_RUNNING:
            raise ValueError("too many drills are under way on this node")
        scenario, view = SCENARIOS[drill], self._chain.storage
        netuid = scenario.choose(view)
        pot = view.number(pools.TAO_IN, netuid)
        running = RunningDrill(drill, who, netuid, scenario.op, min(scenario.amount, pot // 4))
        self._running[who] = running
        return running.as_json()

    def state(self, who: bytes) -> object:
        """The state of the account's drill; null without one."""
        running = self._running.get(who)
        return running.as_json() if running else None

    def end(self, who: bytes) -> None:
        """End the account's drill; its rival sells everything in the next block."""
        running = self._running.pop(who, None)
        if running is not None:
            self._ended.append(running)
            self._debriefed[who] = self._chain.height + DEBRIEF_BLOCKS

    def repair(self, who: bytes) -> object:
        """End the account's drill and repair its pool in the next block; the drill and the netuid, null for nothing."""
        self.end(who)
        self._debriefed.pop(who, None)
        return pool_repair.repair_wanted(self._chain.storage, who)

    def act(self, context: Context, transactions: Sequence[Transaction]) -> None:
        """Act for all drills in this block, just before its transactions."""
        ended, self._ended = self._ended, []
        for running in ended:
            leave_market(context, running)
        self._repair_all(context)
        for who, running in list(self._running.items()):
            if not self._can_go_on(context, running, transactions):
                del self._running[who]

    def _repair_all(self, context: Context) -> None:
        """Repair what no running drill and no debrief needs broken any more."""
        self._debriefed = {who: until for who, until in self._debriefed.items() if until > context.block}
        for who in pool_repair.broken_for(context.storage):
            running = self._running.get(who)
            is_needed = who in self._debriefed or (running is not None and running.ready_block is not None)
            if not is_needed:
                _repair(context, who)

    def _can_go_on(self, context: Context, running: RunningDrill, transactions: Sequence[Transaction]) -> bool:
        """Act for one drill; returns whether it continues."""
        if running.is_removed:
            return True
        if not pools.exists(context.storage, running.netuid):
            # Another account's drill has removed the subnet.
            return False
        mark = context.mark()
        try:
            with context.storage.transaction():
                _play(context, running, _first_order(running, transactions))
        except DispatchFailure:
            context.forget_since(mark)
            log.exception("the drill %s cannot go on", running.drill.value)
            return False
        return True

    def cuts_line(self, extrinsic: bytes) -> bool:
        """Whether the connection of this order breaks now, before its answer; once in a drill."""
        transaction = self._chain.decoded(extrinsic)
        running = self._running.get(transaction.signer)
        if running is None or running.drill is not Drill.LOST_LINE or running.is_line_cut:
            return False
        running.is_line_cut = _first_order(running, [transaction]) is not None
        return running.is_line_cut


def _repair(context: Context, who: bytes) -> None:
    mark = context.mark()
    try:
        with context.storage.transaction():
            pool_repair.repair(context, who)
    except DispatchFailure:
        context.forget_since(mark)
        log.exception("what a drill broke cannot be repaired")
        context.storage.drop(BROKEN_POOLS, who)


def _play(context: Context, running: RunningDrill, order: SeenOrder | None) -> None:
    scenario = SCENARIOS[running.drill]
    if running.ready_block is None:
        _fund(context, running.account)
        scenario.prepare(context, running)
        running.ready_block = context.block
    scenario.act(context, running, order)
    if order is not None and not running.is_removed:
        running.met = pools.pool_of(context.storage, running.netuid)
        running.met_block = context.block


def _fund(context: Context, who: bytes) -> None:
    if balances.free(context.storage, who) < POCKET_MONEY:
        balances.mint(context.storage, who, POCKET_MONEY)
        context.storage.add(ISSUANCE, amount=POCKET_MONEY)
        context.emit("Balances", "Minted", who, POCKET_MONEY)


def _first_order(running: RunningDrill, transactions: Sequence[Transaction]) -> SeenOrder | None:
    """The first order of the drill's account in this block, unless the drill has met one before."""
    if running.met is not None:
        return None
    for transaction in transactions:
        arguments = transaction.call.arguments
        is_own = transaction.signer == running.account and arguments.get("netuid") == running.netuid
        if is_own and transaction.call.name in _ORDERS[running.op]:
            amount, limit = arguments.get("amount_staked"), arguments.get("limit_price")
            return SeenOrder(
                amount if isinstance(amount, int) else 0,
                limit if isinstance(limit, int) and limit < LARGEST_RAO else None,
            )
    return None
