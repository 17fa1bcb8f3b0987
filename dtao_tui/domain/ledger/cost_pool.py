"""What units of one subnet's alpha have cost: an average of all, or lot by lot with the oldest sold first.

Whole rao throughout: what a sale takes of a cost is rounded down and the rest stays with the units that stay, so taken
and left always add up to what was paid, and both methods agree on realised and unrealised results together. Units of
which nobody knows the cost never dilute it: they stand apart until a person types a basis.
"""

from dataclasses import dataclass, replace
from enum import Enum

_DAY = 86_400_000


class CostMethod(Enum):
    """Which units a sale takes."""

    AVERAGE = "average"
    FIFO = "fifo"


class LotOrigin(Enum):
    """How units came, and so what is known of their cost."""

    STAKE = "stake"
    YIELD = "yield"
    ASSUMED = "assumed"
    TYPED = "typed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lot:
    """Units that came together."""

    alpha: int
    """Rao of alpha that are left of it."""

    cost: int | None
    """Rao of TAO that those have cost, fees in; None where it is not known."""

    origin: LotOrigin
    block: int = 0
    time_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sale took."""

    known: int
    """Rao of alpha whose cost is known."""

    cost: int
    """Their cost in rao of TAO."""

    unknown: int
    """Rao of alpha whose cost is not known, or that were not there."""


class CostPool:
    """The units of one subnet, in the order in which they came.

    By the average method only the sums mean anything, so units of one origin are one lot; else yield of one day is.
    """

    def __init__(self, method: CostMethod) -> None:
        self._method = method
        self._lots: list[Lot] = []

    @property
    def lots(self) -> tuple[Lot, ...]:
        """What is left of each lot, the oldest first."""
        return tuple(self._lots)

    @property
    def alpha(self) -> int:
        """Rao of alpha in all lots."""
        return sum(lot.alpha for lot in self._lots)

    @property
    def known(self) -> int:
        """Rao of alpha whose cost is known."""
        return sum(lot.alpha for lot in self._lots if lot.cost is not None)

    @property
    def cost(self) -> int:
        """Rao of TAO that the units of known cost have cost."""
        return sum(lot.cost for lot in self._lots if lot.cost is not None)

    def add(self, lot: Lot) -> None:
        """Add units."""
        if lot.alpha <= 0:
            return
        at = self._place_of(lot)
        if at is None:
            self._lots.append(lot)
            return
        there = self._lots[at]
        cost = None if there.cost is None or lot.cost is None else there.cost + lot.cost
        self._lots[at] = replace(there, alpha=there.alpha + lot.alpha, cost=cost)

    def _place_of(self, lot: Lot) -> int | None:
        """The lot that these units join, or None where they are one of their own."""
        if self._method is CostMethod.AVERAGE:
            alike = (
                at
                for at, there in enumerate(self._lots)
                if (there.origin, there.cost is None) == (lot.origin, lot.cost is None)
            )
            return next(alike, None)
        if not self._lots or lot.origin is not LotOrigin.YIELD or lot.time_ms is None:
            return None
        last = self._lots[-1]
        is_same_day = last.time_ms is not None and last.time_ms // _DAY == lot.time_ms // _DAY
        return len(self._lots) - 1 if last.origin is LotOrigin.YIELD and is_same_day else None

    def round_up(self, alpha: int) -> None:
        """Add the rao of a rounding to the newest units, for nothing."""
        if self._lots:
            self._lots[-1] = replace(self._lots[-1], alpha=self._lots[-1].alpha + alpha)
        else:
            self.add(Lot(alpha, 0, LotOrigin.YIELD))

    def round_down(self, alpha: int) -> None:
        """Take the rao of a rounding off the newest units, whose cost stays."""
        for at in reversed(range(len(self._lots))):
            part = min(self._lots[at].alpha, alpha)
            self._lots[at] = replace(self._lots[at], alpha=self._lots[at].alpha - part)
            alpha -= part
        self._lots = _without_empty(self._lots)

    def take(self, alpha: int) -> Taken:
        """Take units out: the oldest first, or of each lot its part, known and unknown ones alike."""
        wanted = min(alpha, self.alpha)
        missing = alpha - wanted
        taken = self._take_oldest(wanted) if self._method is CostMethod.FIFO else self._take_average(wanted)
        return replace(taken, unknown=taken.unknown + missing)

    def _take_oldest(self, alpha: int) -> Taken:
        known = cost = unknown = 0
        left: list[Lot] = []
        for lot in self._lots:
            part = min(lot.alpha, alpha - known - unknown)
            if lot.cost is None:
                unknown += part
                rest = replace(lot, alpha=lot.alpha - part)
            else:
                paid = lot.cost * part // lot.alpha
                known, cost = known + part, cost + paid
                rest = replace(lot, alpha=lot.alpha - part, cost=lot.cost - paid)
            if rest.alpha:
                left.append(rest)
        self._lots = left
        return Taken(known, cost, unknown)

    def _take_average(self, alpha: int) -> Taken:
        whole, known_there, cost_there = self.alpha, self.known, self.cost
        if not whole:
            return Taken(0, 0, 0)
        unknown = alpha * (whole - known_there) // whole
        known = alpha - unknown
        # Of so many known units there may be one too few, by the rounding.
        if known > known_there:
            known, unknown = known_there, alpha - known_there
        cost = cost_there * known // known_there if known_there else 0
        self._shrink(known, cost, unknown)
        return Taken(known, cost, unknown)

    def _shrink(self, known: int, cost: int, unknown: int) -> None:
        """Leave each lot its part: units of all lots shrink alike, and the costs with them."""
        known_there, cost_there, unknown_there = self.known, self.cost, self.alpha - self.known
        shrunk: list[Lot] = []
        seen_known = seen_cost = seen_unknown = 0
        for lot in self._lots:
            # By running sums, so that the parts add up whatever each is rounded to.
            if lot.cost is None:
                kept = _kept(seen_unknown, lot.alpha, unknown_there, unknown)
                seen_unknown += lot.alpha
                shrunk.append(replace(lot, alpha=kept))
            else:
                kept = _kept(seen_known, lot.alpha, known_there, known)
                kept_cost = _kept(seen_cost, lot.cost, cost_there, cost)
                seen_known, seen_cost = seen_known + lot.alpha, seen_cost + lot.cost
                shrunk.append(replace(lot, alpha=kept, cost=kept_cost))
        self._lots = _without_empty(shrunk)


def _kept(before: int, amount: int, whole: int, taken: int) -> int:
    """What is left of an amount that begins `before` into a whole from which so much is taken evenly."""
    if not whole:
        return 0
    left = whole - taken
    return (before + amount) * left // whole - before * left // whole


def _without_empty(lots: list[Lot]) -> list[Lot]:
    """The lots that have units; the cost of others goes to the next, so that nothing of it is lost."""
    kept: list[Lot] = []
    carried = 0
    for lot in lots:
        cost = None if lot.cost is None else lot.cost + carried
        if cost is not None:
            carried = 0
        if lot.alpha:
            kept.append(replace(lot, cost=cost))
        elif cost is not None:
            carried = cost
    if carried:
        at = next((i for i in reversed(range(len(kept))) if kept[i].cost is not None), None)
        if at is not None:
            kept[at] = replace(kept[at], cost=(kept[at].cost or 0) + carried)
    return kept
