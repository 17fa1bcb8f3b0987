"""Lines of a tape: trades with how unusual each is, and blocks that were not read at their place in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dtao_tui.domain.tape.tape_trades import TapeTrade


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade, judged by those before it."""

    trade: TapeTrade
    times_usual: int | None = None
    """How many times the usual size it was (`tape_measures.times_usual`), where that is unusual; else None."""


@dataclass(frozen=True, slots=True)
class UnreadBlocks:
    """Blocks whose trades are not known, from first to last."""

    first: int
    last: int
    reason: str
    """A sentence."""

    time_ms: int | None = None
    """The time of the first known block after them, by the chain's clock; None where it is not known."""

    @property
    def count(self) -> int:
        """How many blocks."""
        return self.last - self.first + 1


TapeLine = TradeLine | UnreadBlocks


def newest_first(trades: Iterable[TradeLine], unread: Sequence[UnreadBlocks]) -> list[TapeLine]:
    """Trades of one subnet, which are given oldest first, and the unread blocks among them; newest first."""
    lines: list[TapeLine] = [*trades, *joined(unread)]
    # Within a block, trades stay in their order; the sort is stable.
    lines.sort(key=lambda line: line.trade.block if isinstance(line, TradeLine) else line.last)
    return lines[::-1]


def joined(unread: Sequence[UnreadBlocks]) -> list[UnreadBlocks]:
    """Stretches of unread blocks, those that touch each other together; in the order of the chain."""
    found: list[UnreadBlocks] = []
    for each in sorted(unread, key=lambda one: one.first):
        if found and found[-1].last + 1 >= each.first:
            reason = found[-1].reason if found[-1].reason == each.reason else f"{found[-1].reason} {each.reason}"
            last = max(found[-1].last, each.last)
            found[-1] = UnreadBlocks(found[-1].first, last, reason[:_LONGEST_REASON], each.time_ms)
        else:
            found.append(each)
    return found


_LONGEST_REASON = 400
