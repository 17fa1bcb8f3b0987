"""Blocks of trades for tests of the tape: events as the chain tells them, and the snapshots around them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.tape.tape_trades import TapeTrade, trades_of
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.domain.trades.chain_events import ChainEvent, EventValue
from tests.fakes.values import ALICE, HOTKEY, a_hash, a_snapshot, a_subnet

BLOCK = 48_213
TIME_MS = 1_764_247_267_000


def staking(name: str, *values: EventValue, names: tuple[str, ...] = ()) -> ChainEvent:
    return ChainEvent("SubtensorModule", name, values, names)


@dataclass
class Trading:
    """A block in which trades go through pools; `events` and the pools grow with each."""

    before: Snapshot
    block: int = BLOCK
    extrinsic: int | None = 1

    def __post_init__(self) -> None:
        self.pools: dict[int, Pool] = {netuid: each.pool for netuid, each in self.before.subnets.items()}
        self.events: list[PlacedEvent] = []

    def add(self, *events: ChainEvent) -> None:
        """Events of the extrinsic under way."""
        self.events += [PlacedEvent(self.extrinsic, event) for event in events]

    def stakes(
        self, tao: str, netuid: int = 3, coldkey: str = ALICE, hotkey: str = HOTKEY, *, free: bool = False
    ) -> None:
        """Stake this much TAO; `free` of the pool's fee."""
        pool = self.pools[netuid]
        bought = pool.trade(Side.BUY, Tao.parse(tao), drop_fees=free)
        self.pools[netuid] = pool.after(bought)
        amounts = (bought.paid.rao, bought.received.rao, netuid, bought.fee.rao)
        self.add(staking("StakeAdded", coldkey, hotkey, *amounts))

    def unstakes(
        self, alpha: str, netuid: int = 3, coldkey: str = ALICE, hotkey: str = HOTKEY, *, free: bool = False
    ) -> None:
        """Unstake this much alpha; `free` of the pool's fee."""
        pool = self.pools[netuid]
        sold = pool.trade(Side.SELL, Alpha.parse(alpha, netuid), drop_fees=free)
        self.pools[netuid] = pool.after(sold)
        amounts = (sold.received.rao, sold.net.rao, netuid, sold.fee.rao)
        self.add(staking("StakeRemoved", coldkey, hotkey, *amounts))

    @property
    def read(self) -> BlockEvents:
        """What the chain tells of the block."""
        return BlockEvents(self.block, a_hash(self.block), TIME_MS, tuple(self.events), a_hash(self.block - 1))

    @property
    def snapshot(self) -> Snapshot:
        """The block's own snapshot."""
        subnets = {
            netuid: replace(each, pool=self.pools[netuid], price=self.pools[netuid].price)
            for netuid, each in self.before.subnets.items()
        }
        return replace(self.before, block=self.block, block_hash=a_hash(self.block), subnets=subnets)

    @property
    def trades(self) -> tuple[TapeTrade, ...]:
        return trades_of(self.read, self.snapshot, self.snapshot, self.before)


def a_trading(extrinsic: int | None = 1, subnets: Sequence[int] = (0, 3, 7)) -> Trading:
    """A block about to be traded in; nothing is emitted."""
    known = [a_subnet(netuid, emission=Tao(0)) for netuid in subnets]
    return Trading(a_snapshot(BLOCK - 1, known), extrinsic=extrinsic)
