"""What an address owns, at the price and at what selling now would really pay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pool import Pool, PoolRefusal

OTHER_CURVE = (
    "This pool follows a curve that this program does not compute: what selling would pay is not known and counts as 0."
)


@dataclass(frozen=True, slots=True)
class Position:
    """What is staked to one hotkey on one subnet; on root, alpha of subnet 0 counts TAO one to one."""

    netuid: int
    hotkey: str
    amount: Alpha

    def __post_init__(self) -> None:
        if self.amount.netuid != self.netuid:
            raise ValueError(f"alpha of subnet {self.amount.netuid} is no position on subnet {self.netuid}")


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of an amount, twice: at the price, and when sold into the pool."""

    spot: Tao
    exit: Tao
    """What selling now would pay, price impact and pool fee in, network fee out."""

    reason: str = ""
    """Why the pool would pay nothing, or not for all of it, as a sentence; empty where it pays."""

    @property
    def haircut(self) -> Tao:
        """Spot minus exit: what selling costs."""
        return self.spot - self.exit

    @property
    def haircut_percent(self) -> Decimal | None:
        """The haircut in per cent of spot; None where there is nothing."""
        return percent_of(self.haircut, self.spot)


@dataclass(frozen=True, slots=True)
class Row:
    """One position, valued as if it were sold alone."""

    position: Position
    worth: Worth


@dataclass(frozen=True, slots=True)
class Holding:
    """All positions on one subnet, valued as if they were sold together, which pays less than one by one."""

    netuid: int
    amount: Alpha
    worth: Worth
    share: Decimal | None
    """Per cent of the whole portfolio's exit value."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All holdings, the most valuable exit first; each subnet has its own pool, so the totals are their sums."""

    holdings: tuple[Holding, ...]
    worth: Worth

    @classmethod
    def of(cls, positions: Iterable[Position], pools: Mapping[int, Pool | Price]) -> "Portfolio":
        """Value positions against the pools of one block, by netuid. Positions of nothing are left out.

        A price stands for a pool whose curve is not computed here.
        """
        by_netuid: dict[int, list[Position]] = {}
        for position in positions:
            if position.amount:
                by_netuid.setdefault(position.netuid, []).append(position)
        valued = {netuid: worth_of(_sum(owned, netuid), pools.get(netuid)) for netuid, owned in by_netuid.items()}
        total = Worth(_total(worth.spot for worth in valued.values()), _total(worth.exit for worth in valued.values()))
        holdings = (_holding(owned, pools.get(netuid), valued[netuid], total) for netuid, owned in by_netuid.items())
        return cls(tuple(sorted(holdings, key=lambda held: (-held.worth.exit.rao, held.netuid))), total)

    def holding(self, netuid: int) -> Holding | None:
        """What is held on one subnet."""
        return next((held for held in self.holdings if held.netuid == netuid), None)


def worth_of(amount: Alpha, pool: Pool | Price | None) -> Worth:
    """The worth of this much alpha, sold alone into its pool; nothing where there is no pool.

    Where only the price is known, because the pool follows another curve, no exit is promised.
    """
    if pool is None:
        return Worth(Tao(0), Tao(0), "This subnet is gone.")
    if isinstance(pool, Price):
        return Worth(pool.worth_of(amount), Tao(0), OTHER_CURVE)
    spot = pool.tao_at_spot(amount)
    try:
        sold = pool.sell(amount)
    except PoolRefusal as refusal:
        return Worth(spot, Tao(0), str(refusal))
    return Worth(spot, sold.received, "" if sold.paid == amount else "The pool takes only a part of this.")


def percent_of(part: Tao, whole: Tao) -> Decimal | None:
    """Per cent of the whole; None of nothing."""
    return Decimal(part.rao * 100) / Decimal(whole.rao) if whole else None


def _holding(owned: list[Position], pool: Pool | Price | None, worth: Worth, total: Worth) -> Holding:
    netuid = owned[0].netuid
    rows = (Row(position, worth_of(position.amount, pool)) for position in owned)
    ordered = tuple(sorted(rows, key=lambda row: (-row.position.amount.rao, row.position.hotkey)))
    return Holding(netuid, _sum(owned, netuid), worth, percent_of(worth.exit, total.exit), ordered)


def _sum(owned: Iterable[Position], netuid: int) -> Alpha:
    return sum((position.amount for position in owned), Alpha(0, netuid))


def _total(amounts: Iterable[Tao]) -> Tao:
    return sum(amounts, Tao(0))
