"""Drill scenarios: trades and removals by rivals, through the chain's own calls and from their own accounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.drill_records import Drill
from dtao_tui.domain.pools.front_running import largest, room_before
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op
from dtao_tui.practice.drills import pool_repair
from dtao_tui.practice.market.market_orders import buy, held, markets, place_of, sell
from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.registry import Context, View
from dtao_tui.practice.pallets.stake_moves import transfer_stake
from dtao_tui.practice.pallets.staking import least_added
from dtao_tui.practice.pallets.subnets.deregistration import dissolve, holders, payouts
from dtao_tui.practice.pallets.subnets.emission import ISSUANCE
from dtao_tui.practice.pallets.trades import StakePosition
from dtao_tui.practice.state.derived_accounts import account_named
from dtao_tui.practice.state.internal_items import BROKEN_POOLS

THIN_TAO = 100 * RAO_PER_TAO
"""TAO left in a thin pool after the withdrawal, if its holders have enough to sell."""

CLIMB_BLOCKS = 40
CLIMB_PER_MILLE = 2
"""The part of the pool's TAO bought in each block of a run."""

PAST_LIMIT_PER_MILLE = 10
"""The distance beyond an order's limit to which the run takes the price."""

NO_LIMIT_PERCENT = 5
"""The part of the pool's TAO bought before an order without a limit."""

GIVEN_PER_MILLE = 50
"""The part of the pool's TAO spent on the position in a removal drill."""

BLOCKS_TO_REMOVAL = 20


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """An order of the account in this block."""

    rao: int
    limit: int | None


@dataclass(slots=True)
class RunningDrill:
    """A running drill, from which `domain.drill_records.DrillState` is made."""

    drill: Drill
    account: bytes
    netuid: int
    op: Op
    amount: int
    ready_block: int | None = None
    met: Pool | None = None
    met_block: int = 0
    rival_paid: int = 0
    blocks: int = 0
    """The number of blocks in which it has acted."""

    removal_block: int | None = None
    payout: int | None = None
    is_removed: bool = False
    is_line_cut: bool = False

    @property
    def rival(self) -> bytes:
        """The account of the rival."""
        return account_named("drill", self.drill.value, self.account.hex())

    def as_json(self) -> dict[str, object]:
        """Its state as JSON; amounts in rao."""
        return {
            "name": self.drill.value,
            "netuid": self.netuid,
            "kind": self.op.value,
            "amount": self.amount,
            "ready_block": self.ready_block,
            "met": self.met and _pool_as_json(self.met, self.met_block),
            "rival_paid": self.rival_paid,
            "removal_block": self.removal_block,
            "payout": self.payout,
            "is_removed": self.is_removed,
        }


class Scenario:
    """Base of the scenarios: one that does nothing."""

    op: Op = Op.STAKE
    amount = 10 * RAO_PER_TAO
    depth = 4_000 * RAO_PER_TAO
    """The drill uses the pool whose TAO is nearest to this."""

    def choose(self, view: View) -> int:
        """The subnet of the drill. Raises ValueError where none has a pool and a validator."""
        choice = [netuid for netuid in markets(view) if view.has("SubtensorModule.Keys", netuid, 0)]
        if not choice:
            raise ValueError("no subnet of this world has a pool to practise on")
        return min(choice, key=lambda netuid: (abs(view.number(pools.TAO_IN, netuid) - self.depth), netuid))

    def prepare(self, context: Context, running: RunningDrill) -> None:
        """Prepare the situation, in the first block."""

    def act(self, context: Context, running: RunningDrill, order: SeenOrder | None) -> None:
        """Act in each block, just before its transactions; `order` is the account's first, if the block has one."""


class ThinPool(Scenario):
    """The largest holders sell before the drill, and take most of the pool's TAO with them."""

    depth = 2 * THIN_TAO

    def prepare(self, context: Context, running: RunningDrill) -> None:
        """Sell for the owner and then the holders, largest first, until the pool is thin."""
        view, netuid = context.storage, running.netuid
        owner = view.raw("SubtensorModule.SubnetOwner", netuid)
        stakes = holders(view, netuid)
        sales: list[tuple[StakePosition, int]] = []
        for hotkey, coldkey in sorted(stakes, key=lambda key: (key[1] != owner, -stakes[key], key)):
            pool = pools.pool_of(view, netuid)
            wanted = pool.tao_in.rao - THIN_TAO
            if wanted > 0 and coldkey != running.account:
                before, position = balances.free(view, coldkey), StakePosition(hotkey, coldkey, netuid)
                sell(context, position, _alpha_bringing(pool, wanted, stakes[hotkey, coldkey]))
                sales.append((position, balances.free(view, coldkey) - before))
        pool_repair.note_sales(context.storage, running.account, netuid, [sale for sale in sales if sale[1] > 0])


class FrontRun(Scenario):
    """A rival reads the pending order, buys before it as much as its limit allows, and sells after it."""

    def act(self, context: Context, running: RunningDrill, order: SeenOrder | None) -> None:
        """Buy before the order, or sell in the block after it."""
        if order is not None:
            pool = pools.pool_of(context.storage, running.netuid)
            running.rival_paid = _rival_buys(context, running, _room(pool, order))
        elif running.met is not None:
            leave_market(context, running)


class Runaway(Scenario):
    """A run of purchases lifts the price each block; the one before the order takes it beyond the order's limit."""

    depth = 2_500 * RAO_PER_TAO

    def act(self, context: Context, running: RunningDrill, order: SeenOrder | None) -> None:
        """Lift the price, jump beyond the limit, and sell again after the order failed."""
        pool = pools.pool_of(context.storage, running.netuid)
        running.blocks += 1
        if order is not None:
            running.rival_paid = _rival_buys(context, running, _past_limit(pool, order))
        elif running.met is not None:
            leave_market(context, running)
        elif running.blocks <= CLIMB_BLOCKS:
            _rival_buys(context, running, pool.tao_in.rao * CLIMB_PER_MILLE // 1000)


class Removal(Scenario):
    """The account gets a position on a subnet that is removed some blocks later, its pool paid out pro rata."""

    op: Op = Op.UNSTAKE
    depth = 60 * RAO_PER_TAO

    def prepare(self, context: Context, running: RunningDrill) -> None:
        """Buy a position and give it to the account. Raises DispatchFailure."""
        running.amount = context.storage.number(pools.TAO_IN, running.netuid) * GIVEN_PER_MILLE // 1000
        _rival_buys(context, running, running.amount)
        place, netuid = _rival_place(context, running), running.netuid
        signed = Context(context.storage, context.block, running.rival, context.author, context.events)
        transfer_stake(signed, running.account, place.hotkey, netuid, netuid, held(context.storage, place))
        running.removal_block = context.block + BLOCKS_TO_REMOVAL

    def act(self, context: Context, running: RunningDrill, order: SeenOrder | None) -> None:
        """Record the payout of waiting when the order comes; remove the subnet when its time has come."""
        netuid = running.netuid
        if order is not None:
            running.payout = payouts(context.storage, netuid).get(running.account, 0)
        if running.removal_block is None or context.block < running.removal_block:
            return
        pool_repair.note_removal(context.storage, running.account, netuid)
        paid = dissolve(context, netuid).get(running.account, 0)
        running.payout = paid if running.met is None else running.payout
        running.is_removed = True


class LostLine(Scenario):
    """The connection breaks once, after the order was accepted and before the node's answer."""

    depth = 10_000 * RAO_PER_TAO


SCENARIOS: Mapping[Drill, Scenario] = {
    Drill.THIN_POOL: ThinPool(),
    Drill.FRONT_RUN: FrontRun(),
    Drill.RUNAWAY: Runaway(),
    Drill.REMOVAL: Removal(),
    Drill.LOST_LINE: LostLine(),
}


def leave_market(context: Context, running: RunningDrill) -> None:
    """Sell everything that the rival holds."""
    if pools.exists(context.storage, running.netuid):
        place = _rival_place(context, running)
        sell(context, place, held(context.storage, place))
        if running.drill in (Drill.FRONT_RUN, Drill.RUNAWAY):
            context.storage.drop(BROKEN_POOLS, running.account)


def _rival_buys(context: Context, running: RunningDrill, tao: int) -> int:
    """Stake this much for the rival, with TAO created for it; returns what it paid, in rao."""
    if tao < least_added(context.storage, running.netuid):
        return 0
    minted, place = tao + balances.EXISTENTIAL_DEPOSIT, _rival_place(context, running)
    balances.mint(context.storage, running.rival, minted)
    context.storage.add(ISSUANCE, amount=minted)
    before = balances.free(context.storage, running.rival)
    buy(context, place, tao)
    if running.drill in (Drill.FRONT_RUN, Drill.RUNAWAY):
        pool_repair.note_rival(context.storage, running.account, place)
    return before - balances.free(context.storage, running.rival)


def _rival_place(context: Context, running: RunningDrill) -> StakePosition:
    return place_of(context.storage, running.rival, running.netuid)


def _room(pool: Pool, order: SeenOrder) -> int:
    if order.limit is None:
        return pool.tao_in.rao * NO_LIMIT_PERCENT // 100
    return room_before(pool, Tao(order.rao), Price(order.limit), pool.tao_in).rao


def _past_limit(pool: Pool, order: SeenOrder) -> int:
    """The purchase that takes the price beyond the limit."""
    if order.limit is None:
        return pool.tao_in.rao * NO_LIMIT_PERCENT // 100
    beyond = Price(order.limit * (1000 + PAST_LIMIT_PER_MILLE) // 1000)
    try:
        return pool.largest(Side.BUY, beyond).rao
    except PoolRefusal:
        return 0


def _alpha_bringing(pool: Pool, tao: int, most: int) -> int:
    """The alpha in rao, at most `most`, whose sale brings at most this many rao of TAO."""

    def is_within(alpha: int) -> bool:
        try:
            return pool.trade(Side.SELL, Alpha(alpha, pool.netuid)).received.rao <= tao
        except PoolRefusal:
            return False

    return largest(is_within, most)


def _pool_as_json(pool: Pool, block: int) -> dict[str, int]:
    return {
        "block": block,
        "mechanism": pool.mechanism,
        "tao_in": pool.tao_in.rao,
        "alpha_in": pool.alpha_in.rao,
        "quote_weight": pool.quote_weight,
        "fee_rate": pool.fee_rate,
    }
