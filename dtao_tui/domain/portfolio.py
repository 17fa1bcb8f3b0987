"""What an address owns, at the price and at what selling now would really pay."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pool import Pool, PoolRefusal

NOT_COMPUTED = "This program does not compute this pool's curve: what selling would pay is not known."
GONE = "This subnet is gone: what this is worth is not known."


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
    """The value of an amount, twice: at the price, and when sold into the pool. What is not known is None."""

    spot: Tao | None
    exit: Tao | None
    """What selling now would pay, price impact and pool fee in, network fee out."""

    reason: str = ""
    """Why the pool would pay nothing, or not for all of it, or why that is not known, as a sentence; else empty."""

    is_complete: bool = True
    """False for a sum of which a part is not known: it holds the known parts, and is None where there are none."""

    @property
    def haircut(self) -> Tao | None:
        """Spot minus exit: what selling costs. Of an incomplete sum it is not known."""
        if self.spot is None or self.exit is None or not self.is_complete:
            return None
        return self.spot - self.exit

    @property
    def haircut_percent(self) -> Decimal | None:
        """The haircut in per cent of spot; None where there is nothing, or it is not known."""
        if self.spot is None or self.haircut is None:
            return None
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
    """Per cent of the whole portfolio's exit value; None where one of the two is not known."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All holdings, the most valuable exit first, those of unknown exit last.

    Each subnet has its own pool, so the totals are their sums.
    """

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
        total = sum_of(valued.values())
        holdings = (_holding(owned, pools.get(netuid), valued[netuid], total) for netuid, owned in by_netuid.items())
        return cls(tuple(sorted(holdings, key=_place)), total)

    def holding(self, netuid: int) -> Holding | None:
        """What is held on one subnet."""
        return next((held for held in self.holdings if held.netuid == netuid), None)


def worth_of(amount: Alpha, pool: Pool | Price | None) -> Worth:
    """The worth of this much alpha, sold alone into its pool; not known where there is no pool.

    Where only the price is known, because the pool's curve is not computed here, the exit is not known.
    """
    if pool is None:
        return Worth(None, None, GONE)
    if isinstance(pool, Price):
        return Worth(pool.worth_of(amount), None, NOT_COMPUTED)
    spot = pool.tao_at_spot(amount)
    try:
        sold = pool.sell(amount)
    except PoolRefusal as refusal:
        return Worth(spot, Tao(0), str(refusal))
    return Worth(spot, sold.received, "" if sold.paid == amount else "The pool takes only a part of this.")


def sum_of(parts: Collection[Worth]) -> Worth:
    """The sum of what is known, marked incomplete where a part is not."""
    spots = [part.spot for part in parts if part.spot is not None]
    exits = [part.exit for part in parts if part.exit is not None]
    is_complete = len(spots) == len(exits) == len(parts) and all(part.is_complete for part in parts)
    is_empty = not parts
    return Worth(
        sum(spots, Tao(0)) if spots or is_empty else None,
        sum(exits, Tao(0)) if exits or is_empty else None,
        is_complete=is_complete,
    )


def percent_of(part: Tao, whole: Tao) -> Decimal | None:
    """Per cent of the whole; None of nothing."""
    return Decimal(part.rao * 100) / Decimal(whole.rao) if whole else None


def _holding(owned: list[Position], pool: Pool | Price | None, worth: Worth, total: Worth) -> Holding:
    netuid = owned[0].netuid
    rows = (Row(position, worth_of(position.amount, pool)) for position in owned)
    ordered = tuple(sorted(rows, key=lambda row: (-row.position.amount.rao, row.position.hotkey)))
    return Holding(netuid, _sum(owned, netuid), worth, _share(worth, total), ordered)


def _share(worth: Worth, total: Worth) -> Decimal | None:
    if worth.exit is None or total.exit is None or not total.is_complete:
        return None
    return percent_of(worth.exit, total.exit)


def _place(held: Holding) -> tuple[bool, int, int]:
    return held.worth.exit is None, -held.worth.exit.rao if held.worth.exit else 0, held.netuid


def _sum(owned: Iterable[Position], netuid: int) -> Alpha:
    return sum((position.amount for position in owned), Alpha(0, netuid))
