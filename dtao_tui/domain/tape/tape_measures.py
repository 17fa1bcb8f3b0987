"""What the recent trades of a pool come to: the usual size, what is far beyond it, and the share of buys."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.tape.tape_lines import TradeLine
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade

HOUR_MS = 3_600_000

UNUSUAL_FACTOR = 10
"""A trade of at least so many times the usual size stands out."""

FEWEST_RECENT, MOST_RECENT = 8, 100
"""Trades before a trade from which its usual size is known, and the most that count."""


@dataclass(frozen=True, slots=True)
class Pressure:
    """What was bought and sold in a stretch of time, in TAO."""

    bought: Tao
    sold: Tao
    trades: int

    @property
    def buy_percent(self) -> int | None:
        """The share of buys, rounded to the nearest per cent; None where nothing was traded."""
        whole = self.bought.rao + self.sold.rao
        return None if not whole else (200 * self.bought.rao + whole) // (2 * whole)


NO_PRESSURE = Pressure(Tao(0), Tao(0), 0)


def usual_size(earlier: Iterable[TapeTrade]) -> Tao | None:
    """The lower median of the sizes of the newest MOST_RECENT trades, newest last; None where they are too few.

    A line for several trades of one extrinsic counts as one; what paid a network's fee does not count.
    """
    sizes = [trade.tao for trade in earlier if trade.op is not TapeOp.FEE][-MOST_RECENT:]
    return median_low(sizes) if len(sizes) >= FEWEST_RECENT else None


def times_usual(trade: TapeTrade, usual: Tao | None) -> int | None:
    """How many times the usual size a trade is, rounded down, where that is unusual; else None.

    Unusual is UNUSUAL_FACTOR times the median of the trades before it (`usual_size`) and more.
    """
    if usual is None or not usual or trade.op is TapeOp.FEE:
        return None
    times = trade.tao.rao // usual.rao
    return times if times >= UNUSUAL_FACTOR else None


def judged(trades: Iterable[TapeTrade]) -> list[TradeLine]:
    """Trades of one subnet, oldest first, each judged by those before it."""
    before: deque[TapeTrade] = deque(maxlen=2 * MOST_RECENT)
    lines: list[TradeLine] = []
    for trade in trades:
        lines.append(TradeLine(trade, times_usual(trade, usual_size(before))))
        before.append(trade)
    return lines


def pressure(trades: Iterable[TapeTrade], now_ms: int, span_ms: int = HOUR_MS) -> Pressure:
    """What was bought and sold since so long before now; trades whose time is not known are left out."""
    recent = [trade for trade in trades if trade.time_ms is not None and now_ms - span_ms < trade.time_ms]
    sums = {side: sum(trade.tao.rao for trade in recent if trade.side is side) for side in Side}
    return Pressure(Tao(sums[Side.BUY]), Tao(sums[Side.SELL]), sum(trade.count for trade in recent))


def move_percent(trade: TapeTrade) -> Decimal | None:
    """By how many per cent the price moved; None where it is not known."""
    if trade.before is None or trade.after is None or not trade.before:
        return None
    return Decimal(100 * (trade.after.rao - trade.before.rao)) / trade.before.rao
