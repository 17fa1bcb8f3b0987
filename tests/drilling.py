"""Drills as tests want them: a node of their own making, and orders that were placed in one."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.drill_records import Drill, DrillState, Met, Repair
from dtao_tui.domain.orders.order import Order, Quoted
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.settlement import Filled
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.ports.errors import Trouble
from tests.domain.orders.example_orders import an_order
from tests.fakes import GENESIS, HOTKEY, NETWORK_FEE, PRACTICE_ADDRESS, World, a_pool, a_world
from tests.quoting import quoted

QUOTED_AT = 48_213
SYMBOL = "γ"


def a_state(drill: Drill = Drill.FRONT_RUN, netuid: int = 7, **changes: object) -> DrillState:
    """A drill that waits for its order."""
    op = Op.UNSTAKE if drill is Drill.REMOVAL else Op.STAKE
    state = DrillState(drill, netuid, op, Tao.parse("10"), ready_block=QUOTED_AT - 1)
    return replace(state, **changes)  # type: ignore[arg-type]  # builders take any field


def met(pool: Pool, block: int = QUOTED_AT + 1) -> Met:
    """The pool that the order met."""
    return Met(block, pool)


def a_placed(
    pool: Pool, pays: Tao | Alpha, tolerance: str = "2", *, meets: Pool | None = None, **changes: object
) -> Order:
    """An order quoted on one pool and, if one is named, filled by another."""
    quote = quoted(pool, pays, Tolerance.parse(tolerance), QUOTED_AT)
    placed_on = Quoted(
        block=QUOTED_AT,
        received=quote.receives,
        worst_received=quote.worst_received,
        pool_fee=quote.pool_fee,
        network_fee=NETWORK_FEE,
        price_before=quote.price_before,
        limit=quote.limit_price,
    )
    return an_order(
        **{
            "genesis": GENESIS,
            "owner": PRACTICE_ADDRESS,
            "signer": PRACTICE_ADDRESS,
            "operation": quote.op,
            "netuid": pool.netuid,
            "symbol": SYMBOL,
            "hotkey": HOTKEY,
            "pays": pays,
            "quoted": placed_on,
            "era_block": QUOTED_AT,
            "last_valid_block": QUOTED_AT + 63,
            "created_at": 0.0,
            "state": OrderState.FINAL if meets else OrderState.REFUSED,
            "block": QUOTED_AT + 1,
            "filled": _fill(meets, pays) if meets else None,
            "network_fee": NETWORK_FEE,
            **changes,
        }
    )


def _fill(pool: Pool, pays: Tao | Alpha) -> Filled:
    done = pool.trade(Side.BUY, pays) if isinstance(pays, Tao) else pool.trade(Side.SELL, pays)
    return Filled(pays, done.received, done.fee)


class FakeDrills:
    """Drills whose state is whatever the test says."""

    def __init__(self) -> None:
        self.current: DrillState | None = None
        self.begun: list[tuple[Drill, str]] = []
        self.ended: list[str] = []
        self.repaired: list[str] = []
        self.repair_due: Repair | None = None
        self.begin_trouble: Trouble | None = None
        self.state_trouble: Trouble | None = None

    async def begin(self, drill: Drill, address: str) -> DrillState:
        if self.begin_trouble is not None:
            raise self.begin_trouble
        self.begun.append((drill, address))
        self.current = a_state(drill)
        return self.current

    async def state(self, address: str) -> DrillState | None:
        if self.state_trouble is not None:
            raise self.state_trouble
        return self.current

    async def end(self, address: str) -> None:
        self.ended.append(address)

    async def repair(self, address: str) -> Repair | None:
        self.repaired.append(address)
        return self.repair_due

    def becomes(self, **changes: object) -> None:
        """The drill goes on."""
        assert self.current is not None
        self.current = replace(self.current, **changes)  # type: ignore[arg-type]  # any field


def a_drill_world(tmp_path: Path, **wanted: object) -> tuple[World, FakeDrills]:
    """The world of the fakes, on a practice network that has drills."""
    world, drills = a_world(tmp_path, **wanted), FakeDrills()
    world.parts = replace(world.parts, drills=drills)
    return world, drills


__all__ = ["FakeDrills", "a_drill_world", "a_placed", "a_pool", "a_state", "met"]
