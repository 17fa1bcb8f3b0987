"""Price history of one session, block by block: changes, and points for a chart."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Price
from dtao_tui.domain.subnet_id import SubnetId

MOST_SAMPLES = 1024
"""How many samples a run holds before its older half is thinned."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The price at one block."""

    block: int
    price: Price


@dataclass(frozen=True, slots=True)
class Moves:
    """How far a price moved within some blocks at most, by the blocks of this session."""

    rise: Decimal
    """Per cent of the price before."""

    fall: Decimal
    """Per cent of the price before."""

    within: int
    """In how many blocks."""

    seen: int
    """Over how many blocks that was looked for."""


@dataclass(slots=True)
class Run:
    """The prices of one subnet, oldest first.

    A session may last for weeks: when the run is full, every second sample of its older half goes. The first sample
    stays, since the change over the session counts from it, and the newest stay as dense as they came.
    """

    most: int = MOST_SAMPLES
    samples: list[Sample] = field(default_factory=list)
    subnet: SubnetId | None = None
    """Whose prices these are; None before the first."""

    took_over: bool = False
    """Whether another subnet had the number earlier in this session; its prices are in no run."""

    def add(self, block: int, price: Price) -> None:
        """Take the price at a block. A block that comes again, after a reorganisation, replaces what it undid."""
        while self.samples and self.samples[-1].block >= block:
            self.samples.pop()
        self.samples.append(Sample(block, price))
        if len(self.samples) > self.most:
            self._thin()

    @property
    def last(self) -> Price | None:
        """The newest price."""
        return self.samples[-1].price if self.samples else None

    @property
    def change(self) -> float | None:
        """Per cent from the first price to the last; None before there are two, or where the first was zero."""
        return change_between(self.samples[0].price, self.samples[-1].price) if len(self.samples) > 1 else None

    @property
    def low_and_high(self) -> tuple[Price, Price] | None:
        """The lowest and the highest of the stored prices."""
        prices = [sample.price for sample in self.samples]
        return (min(prices), max(prices)) if prices else None

    def moves_within(self, blocks: int) -> Moves | None:
        """The largest rise and fall within this many blocks; None before the run is as long."""
        if not self.samples or self.samples[-1].block - self.samples[0].block < blocks:
            return None
        rise = fall = Decimal(0)
        lowest, highest = deque[Sample](), deque[Sample]()
        for sample in self.samples:
            price = sample.price.rao
            for kept, is_past in ((lowest, int.__ge__), (highest, int.__le__)):
                while kept and is_past(kept[-1].price.rao, price):
                    kept.pop()
                kept.append(sample)
                while kept[0].block < sample.block - blocks:
                    kept.popleft()
            low, high = lowest[0].price.rao, highest[0].price.rao
            rise = max(rise, Decimal((price - low) * 100) / low if low else rise)
            fall = max(fall, Decimal((high - price) * 100) / high if high else fall)
        return Moves(rise, fall, blocks, self.samples[-1].block - self.samples[0].block)

    def points(self, dots: int) -> list[float]:
        """At most `dots` prices in rao, each the average of an equal number of blocks; the last is the last price.

        A span of blocks without a sample repeats the one before, so that time runs evenly along the chart.
        """
        shown = self.samples
        if dots < 1 or not shown:
            return []
        first, last = shown[0].block, shown[-1].block
        columns = min(dots, last - first + 1)
        gathered: list[list[int]] = [[] for _ in range(columns)]
        for sample in shown:
            gathered[(sample.block - first) * columns // (last - first + 1)].append(sample.price.rao)
        points = averages(gathered)
        points[-1] = float(shown[-1].price.rao)
        return points

    def _thin(self) -> None:
        half = len(self.samples) // 2
        self.samples = self.samples[:half:2] + self.samples[half:]


@dataclass(slots=True)
class SessionPrices:
    """The runs of all subnets since the app was opened."""

    most: int = MOST_SAMPLES
    runs: dict[int, Run] = field(default_factory=dict)
    _last_of: dict[int, SubnetId] = field(default_factory=dict)
    """The last subnet of each number, also of those that are gone."""

    def add(self, block: int, prices: Mapping[SubnetId, Price]) -> None:
        """Take the prices of one block. The run of a subnet that is gone ends; a run is of one subnet only."""
        for netuid in self.runs.keys() - {subnet.netuid for subnet in prices}:
            del self.runs[netuid]
        for subnet, price in prices.items():
            self._run_of(subnet).add(block, price)

    def _run_of(self, subnet: SubnetId) -> Run:
        last = self._last_of.get(subnet.netuid)
        is_other = last is not None and not last.is_same(subnet)
        if is_other:
            self.runs.pop(subnet.netuid, None)
        run = self.run(subnet.netuid)
        run.subnet, run.took_over = subnet, run.took_over or is_other
        self._last_of[subnet.netuid] = subnet
        return run

    def run(self, netuid: int) -> Run:
        """The run of one subnet, empty at first."""
        return self.runs.setdefault(netuid, Run(self.most))

    def changes(self) -> dict[int, float]:
        """Per cent over the session by netuid, where known."""
        changes = {netuid: run.change for netuid, run in self.runs.items()}
        return {netuid: change for netuid, change in changes.items() if change is not None}


class SessionMoves(Mapping[int, Moves]):
    """By netuid, how far prices moved within some blocks; each is computed when it is asked for, once in a block."""

    def __init__(self, prices: SessionPrices, within: int) -> None:
        self._prices = prices
        self._within = within
        self._known: dict[int, tuple[Sample, Moves | None]] = {}

    def __getitem__(self, netuid: int) -> Moves:
        """The moves of one subnet. Raises KeyError where its run is too short."""
        run = self._prices.runs[netuid]
        if not run.samples:
            raise KeyError(netuid)
        newest, known = run.samples[-1], self._known.get(netuid)
        if known is None or known[0] is not newest:
            known = self._known[netuid] = (newest, run.moves_within(self._within))
        if known[1] is None:
            raise KeyError(netuid)
        return known[1]

    def __iter__(self) -> Iterator[int]:
        """The netuids whose moves are known."""
        return (netuid for netuid in list(self._prices.runs) if self.get(netuid) is not None)

    def __len__(self) -> int:
        """How many are known."""
        return sum(1 for _ in self)


def ratio_run(origin: Run, destination: Run) -> Run:
    """The ratio of two subnets' prices, in 10⁻⁹, at each block that both have a sample of."""
    ratios, there = Run(origin.most), {sample.block: sample.price.rao for sample in destination.samples}
    for sample in origin.samples:
        if there.get(sample.block):
            ratios.add(sample.block, Price(sample.price.rao * RAO_PER_TAO // there[sample.block]))
    return ratios


def change_between(before: Price, after: Price) -> float | None:
    """Per cent from one price to another; None from zero."""
    return (after.rao - before.rao) * 100 / before.rao if before else None


def averages(gathered: Iterable[Sequence[int]]) -> list[float]:
    """The average of each stretch of prices; one without any repeats the one before. The first one has some."""
    points: list[float] = []
    for prices in gathered:
        points.append(sum(prices) / len(prices) if prices else points[-1])
    return points
