"""Portfolio of an address: its positions at the price, and at what selling them now would pay."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.assets import TAO_SYMBOL
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT

NOT_COMPUTED = "This program does not compute this pool's curve: what selling would pay is not known."
GONE = "This subnet is gone: what this is worth is not known."
CANNOT_BE_SOLD = "of this cannot be sold now; exit is of the rest."
UNTOLD = "The chain does not tell what a lock holds of this: what selling would pay is not known."

Sellable = Mapping[tuple[int, str | None], Alpha | None]
"""By netuid and hotkey (None: of all hotkeys together), what can be sold now; None where that is not known.

What is not named can be sold whole.
"""


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
    """What selling all that can be sold now would pay, price impact and pool fee in, network fee out."""

    reason: str = ""
    """Why the pool would pay nothing, or not for all of it, or why that is not known, as a sentence; else empty."""

    is_complete: bool = True
    """False for a sum of which a part is not known: it holds the known parts, and is None where there are none."""

    held_back: Tao = Tao(0)  # noqa: RUF009 - frozen
    """The part of the spot value that cannot be sold now, because a lock or root's hold keeps it."""

    @property
    def haircut(self) -> Tao | None:
        """Spot of what can be sold minus exit: what selling costs. Of an incomplete sum it is not known."""
        if self.spot is None or self.exit is None or not self.is_complete:
            return None
        return self.spot - self.held_back - self.exit

    @property
    def haircut_percent(self) -> Decimal | None:
        """The haircut in per cent of that spot; None where there is nothing, or it is not known."""
        if self.spot is None or self.haircut is None:
            return None
        return percent_of(self.haircut, self.spot - self.held_back)


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One position, valued as if it were sold alone."""

    position: Position
    worth: Worth
    sellable: Alpha | None
    """None where it is not known what a lock holds."""


@dataclass(frozen=True, slots=True)
class Holding:
    """All positions on one subnet, valued as if they were sold together, which pays less than one by one."""

    netuid: int
    amount: Alpha
    worth: Worth
    share: Decimal | None
    """Per cent of the whole portfolio's exit value; None where one of the two is not known."""

    rows: tuple[PortfolioRow, ...]
    sellable: Alpha | None
    """Of all rows together; None where it is not known what a lock holds."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All holdings, the most valuable exit first, those of unknown exit last.

    Each subnet has its own pool, so the totals are their sums.
    """

    holdings: tuple[Holding, ...]
    worth: Worth

    @classmethod
    def of(
        cls, positions: Iterable[Position], pools: Mapping[int, Pool | Price], sellable: Sellable | None = None
    ) -> "Portfolio":
        """Value positions against the pools of one block, by netuid. Positions of nothing are left out.

        A pool whose curve is not computed here is given by its price.
        """
        by_netuid: dict[int, list[Position]] = {}
        for position in positions:
            if position.amount:
                by_netuid.setdefault(position.netuid, []).append(position)
        told = sellable or {}
        valued = {netuid: _holding(owned, pools.get(netuid), told) for netuid, owned in by_netuid.items()}
        total = sum_of([held.worth for held in valued.values()])
        holdings = (replace(held, share=_share(held.worth, total)) for held in valued.values())
        return cls(tuple(sorted(holdings, key=_place)), total)

    def holding(self, netuid: int) -> Holding | None:
        """What is held on one subnet."""
        return next((held for held in self.holdings if held.netuid == netuid), None)


def worth_of(amount: Alpha, pool: Pool | Price | None) -> Worth:
    """The worth of this much alpha, all of it sold alone into its pool; not known where there is no pool."""
    return worth_of_part(amount, amount, pool)


def worth_of_part(amount: Alpha, sellable: Alpha | None, pool: Pool | Price | None) -> Worth:
    """The worth of this much alpha of which a part can be sold; its exit is not known where that part is not.

    Where only the price is known, because the pool's curve is not computed here, the exit is not known either.
    """
    if pool is None:
        return Worth(None, None, GONE)
    if isinstance(pool, Price):
        return Worth(pool.worth_of(amount), None, NOT_COMPUTED)
    spot = pool.at_spot(Side.SELL, amount)
    if sellable is None:
        return Worth(spot, None, UNTOLD)
    held_back = spot - pool.at_spot(Side.SELL, sellable)
    unit = amount.asset.symbol({ROOT: TAO_SYMBOL})
    kept = f"{fine(amount - sellable, decimals=3)} {unit} {CANNOT_BE_SOLD}"
    reason = kept if sellable < amount else ""
    if not sellable:
        return Worth(spot, Tao(0), reason, held_back=held_back)
    try:
        sold = pool.trade(Side.SELL, sellable)
    except PoolRefusal as refusal:
        return Worth(spot, Tao(0), str(refusal), held_back=held_back)
    is_whole = sold.paid == sellable
    return Worth(
        spot, sold.received, reason if is_whole else "The pool takes only a part of this.", held_back=held_back
    )


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
        held_back=sum((part.held_back for part in parts), Tao(0)),
    )


def percent_of(part: Tao, whole: Tao) -> Decimal | None:
    """Per cent of the whole; None of nothing."""
    return Decimal(part.rao * 100) / Decimal(whole.rao) if whole else None


def _holding(owned: list[Position], pool: Pool | Price | None, told: Sellable) -> Holding:
    """The holding without its share."""
    netuid, amount = owned[0].netuid, _sum(owned, owned[0].netuid)
    rows = (_row(position, pool, told.get((netuid, position.hotkey), position.amount)) for position in owned)
    ordered = tuple(sorted(rows, key=lambda row: (-row.position.amount.rao, row.position.hotkey)))
    sellable = told.get((netuid, None), amount)
    return Holding(netuid, amount, worth_of_part(amount, sellable, pool), None, ordered, sellable)


def _row(position: Position, pool: Pool | Price | None, sellable: Alpha | None) -> PortfolioRow:
    return PortfolioRow(position, worth_of_part(position.amount, sellable, pool), sellable)


def _share(worth: Worth, total: Worth) -> Decimal | None:
    if worth.exit is None or total.exit is None or not total.is_complete:
        return None
    return percent_of(worth.exit, total.exit)


def _place(held: Holding) -> tuple[bool, int, int]:
    return held.worth.exit is None, -held.worth.exit.rao if held.worth.exit else 0, held.netuid


def _sum(owned: Iterable[Position], netuid: int) -> Alpha:
    return sum((position.amount for position in owned), Alpha(0, netuid))
