"""A plan: orders one after the other, each with its quote, its bounds and its cost, and what they come to together.

Costs are in TAO at the prices before the first step, so that they add up and slices of one order are not made to look
cheap: what is paid at that price = what is received at it + the pool's fee + the impact, to the rao.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order import OrderSubnet
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.tolerance import Tolerance

STEP_BLOCKS = 3
"""Blocks that a step takes: its own and the two that make it final."""

LARGEST_DRIFT = 10_000
"""By how many millionths a step may bring less than it was confirmed with; beyond it the plan stops by itself."""

_MILLION = 10**6


class PlanKind(Enum):
    """What a plan is for; the record stores the values."""

    BASKET = "basket"
    REBALANCE = "rebalance"
    SLICES = "slices"
    UNWIND = "unwind"
    LEAVE_VALIDATOR = "leave validator"


@dataclass(frozen=True, slots=True)
class TradeCost:
    """What trades cost, in TAO at the prices before the plan."""

    pool_fee: Tao
    impact: Tao
    """What sizes lose by moving prices, those of the steps before counted in, and what is lost by rounding."""

    network: Tao | None
    """None where a fee is not known."""

    @property
    def total(self) -> Tao | None:
        """All three; None where the network's fee is not known."""
        return None if self.network is None else self.pool_fee + self.impact + self.network


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One order of a plan, as it is shown and confirmed."""

    op: Op
    subnet: OrderSubnet
    hotkey: str
    """The validator that is staked to, or unstaked from."""

    pays: Tao | Alpha
    """What is paid; where it takes all of a position, what that is when the plan is made."""

    receives: Tao | Alpha
    worst: Tao | Alpha
    """What it brings at least if it is carried out."""

    price: Price
    """The price before it, by the plan's own steps before it."""

    limit: Price
    """No step is signed with a limit worse than this."""

    tolerance: Tolerance
    value: Tao
    """What is paid, at the price before the plan."""

    cost: TradeCost
    worst_loss: Tao
    """What it loses at worst at that price, the network's fee left out."""

    takes_all: bool = False
    """Whether it sells whatever the position holds when it is carried out."""

    waits: int = 0
    """Blocks that pass before it begins, after the step before it is final."""

    note: str = ""
    """What must be known of it before it is confirmed: a fee taken in alpha, a rest that the chain may sell."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm."""

    known: tuple[str, ...] = ()
    """The names of the checks that passed with something to know, which is told before the plan is confirmed."""

    @property
    def is_sale(self) -> bool:
        """Whether it brings TAO."""
        return isinstance(self.receives, Tao)

    @property
    def passes_pool(self) -> bool:
        """Whether it moves a price: on root TAO is staked one to one."""
        return self.subnet.netuid != ROOT

    @property
    def impact(self) -> Decimal | None:
        """Per cent of what enters the pool; None where no price is moved, as on root."""
        return impact_percent(self.value, self.cost) if self.cost.pool_fee or self.cost.impact else None

    def symbol_of(self, amount: Tao | Alpha) -> str:
        """The symbol of an amount's unit."""
        return amount.asset.symbol({self.subnet.netuid: self.subnet.symbol})


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a portfolio that a subnet has and shall have, in millionths."""

    subnet: OrderSubnet
    before: int
    target: int


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The same as one order, or as one atomic batch, for comparison."""

    value: Tao
    cost: TradeCost
    worst_loss: Tao | None
    """Without the network's fee; None where the limit would refuse it."""

    is_batch: bool

    @property
    def impact(self) -> Decimal | None:
        """Per cent."""
        return impact_percent(self.value, self.cost)

    @property
    def worst_cost(self) -> Tao | None:
        """What it costs at worst, the network's fee in; None where one of the two is not known."""
        if self.worst_loss is None or self.cost.network is None:
            return None
        return self.worst_loss + self.cost.network


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in their order, and what they are compared with."""

    kind: PlanKind
    block: int
    """The block that it was computed at."""

    block_seconds: float
    steps: tuple[PlanStep, ...]
    spendable: Tao
    """The free TAO less what must stay, before the first step."""

    at_once: AtOnce | None = None
    """None where no single order can do the same."""

    if_recovered: TradeCost | None = None
    """For slices: the cost if before each of them the pool has come back to what it is now."""

    shares: tuple[Share, ...] = ()
    worth: Tao | None = None
    """What the shares are of."""

    is_worth_at_exit: bool = False
    largest_drift: int = LARGEST_DRIFT

    @property
    def cost(self) -> TradeCost:
        """What all steps cost together, each at the price that the ones before it leave."""
        return sum_of_costs(step.cost for step in self.steps)

    @property
    def value(self) -> Tao:
        """What is traded, at the prices before the plan."""
        return sum((step.value for step in self.steps), Tao(0))

    @property
    def impact(self) -> Decimal | None:
        """Per cent of what enters the pools; None where nothing does."""
        return impact_percent(self.value, self.cost)

    @property
    def worst_cost(self) -> Tao | None:
        """What all steps cost at worst, the network's fees in; None where one is not known."""
        network = self.cost.network
        return None if network is None else sum((step.worst_loss for step in self.steps), network)

    @property
    def blocks(self) -> int:
        """For how many blocks it goes on, if no step has to wait longer than it says."""
        return sum(STEP_BLOCKS + step.waits for step in self.steps)

    @property
    def seconds(self) -> float:
        """The same in seconds."""
        return self.blocks * self.block_seconds

    def free_after(self, steps: int) -> Tao:
        """The spendable TAO once this many steps were carried out at worst, fees that are not known left out."""
        free = self.spendable
        for step in self.steps[:steps]:
            free += step.worst if isinstance(step.worst, Tao) else Tao(0)
            free -= step.pays if isinstance(step.pays, Tao) else Tao(0)
            free -= step.cost.network or Tao(0)
        return free


def impact_percent(value: Tao, cost: TradeCost) -> Decimal | None:
    """The impact in per cent of what enters the pools at the prices before; None of nothing."""
    net = value - cost.pool_fee
    return Decimal(100 * cost.impact.rao) / net.rao if net else None


def sum_of_costs(costs: Iterable[TradeCost]) -> TradeCost:
    """The costs together; the network's fees are not known where one of them is not."""
    parts = tuple(costs)
    fees = [part.network for part in parts if part.network is not None]
    return TradeCost(
        sum((part.pool_fee for part in parts), Tao(0)),
        sum((part.impact for part in parts), Tao(0)),
        sum(fees, Tao(0)) if len(fees) == len(parts) else None,
    )


def drift_of(confirmed: PlanStep, paid: Tao | Alpha, receives: Tao | Alpha) -> Decimal:
    """Per cent by which an order brings more (above zero) than the step was confirmed with, for each unit paid."""
    now, then = receives.rao * confirmed.pays.rao, confirmed.receives.rao * paid.rao
    return Decimal(100 * (now - then)) / then if then else Decimal(0)


def is_beyond(drift: Decimal, largest: int) -> bool:
    """Whether it is worse than the largest drift, in millionths."""
    return drift < Decimal(-largest * 100) / _MILLION
