"""The fields that a filter knows: what a number in it means, and where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Price, Tao
from dtao_tui.domain.depth.pool_depth import price_impact
from dtao_tui.domain.history.bar_tiers import DAY
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.market import Subnet
from dtao_tui.domain.pools.refusals import PoolRefusal
from dtao_tui.domain.pools.side import Side

_SECONDS_A_DAY = DAY // 1000


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """One trade, as far as a condition may ask of it."""

    size: Tao
    """What it paid or brought."""

    side: Side


@dataclass(frozen=True, slots=True)
class FilterRow:
    """One subnet, and what a filter may ask of it."""

    subnet: Subnet
    past: PastPrices = NO_PAST
    is_held: bool | None = None
    """None where no account is chosen, or what it has is not known."""

    is_watched: bool = False
    """Whether it is on the watch list in use."""

    removal_rank: int | None = None
    """1 for the subnet that is removed next; None where that is not known, or it is safe."""

    age_seconds: float | None = None
    """Since it was registered, by the chain's usual time of a block; None where that is not known."""

    trade: TradeFacts | None = None
    """The trade that a condition of an alert is asked about; None where there is none."""

    lists: frozenset[str] | None = None
    """The names of the watch lists that it is on, case folded; None where the lists are not known."""


Value = Callable[[FilterRow], Decimal | None]


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field whose number is compared; None of a subnet where it is not known."""

    name: str
    unit: str
    words: str
    value: Value = field(repr=False)
    label: str = ""
    """How it is read back; empty where by its name."""

    @property
    def unit_read(self) -> str:
        """The unit behind a number, for short; empty where the field's unit only says how numbers are given."""
        return "" if "=" in self.unit else self.unit.partition(" per ")[0]


@dataclass(frozen=True, slots=True)
class SizedField:
    """A field that is asked for a size in TAO, written behind its name in parentheses."""

    name: str
    unit: str
    words: str
    value: Callable[[FilterRow, Tao], Decimal | None] = field(repr=False)

    def of(self, size: Decimal) -> FilterField:
        """The field of this size."""
        tao = Tao(int(size * RAO_PER_TAO))
        return FilterField(
            f"{self.name}({size.normalize():f})",
            self.unit,
            f"{self.words} {size.normalize():,f} τ",
            lambda facts: self.value(facts, tao),
        )


@dataclass(frozen=True, slots=True)
class WordField:
    """A field that is one of a few words; None of a subnet where it is not known."""

    name: str
    choices: tuple[str, ...]
    value: Callable[[FilterRow], str | None] = field(repr=False)


def _tao(rao: int | None) -> Decimal | None:
    return None if rao is None else Decimal(rao) / RAO_PER_TAO


def _price(price: Price | None) -> Decimal | None:
    return None if price is None else _tao(price.rao)


def _change(span: Span) -> Value:
    def value(facts: FilterRow) -> Decimal | None:
        moved = None if facts.subnet.is_root else facts.past.change(span, facts.subnet.price)
        return None if moved is None else Decimal(moved)

    return value


def _number(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _of_pool(value: Value) -> Value:
    """A value that only subnets with a pool have."""
    return lambda facts: value(facts) if facts.subnet.has_pool else None


def _impact(side: Side) -> Callable[[FilterRow, Tao], Decimal | None]:
    """The price impact in per cent of a stake, or of a sale of alpha that is worth so much at the price."""

    def value(facts: FilterRow, size: Tao) -> Decimal | None:
        subnet = facts.subnet
        if not subnet.has_pool or subnet.is_root or not subnet.curve_is_known:
            return None
        try:
            return price_impact(subnet.pool, side, size if side is Side.BUY else subnet.pool.at_spot(Side.BUY, size))
        except PoolRefusal:
            # What the pool cannot fill brings nothing, and that is all of it lost.
            return _WHOLE

    return value


_WHOLE = Decimal(100)

FIELDS: Mapping[str, FilterField] = {
    each.name: each
    for each in (
        FilterField("price", "τ per α", "now", lambda facts: _tao(facts.subnet.price.rao)),
        FilterField("ch1", "%", "change over 1 h", _change(Span.HOUR), "1 h"),
        FilterField("ch24", "%", "change over 24 h", _change(Span.DAY), "24 h"),
        FilterField("ch7", "%", "change over 7 d", _change(Span.WEEK), "7 d"),
        FilterField("high", "τ per α", "of the last 24 h", lambda facts: _price(facts.past.high)),
        FilterField("low", "τ per α", "of the last 24 h", lambda facts: _price(facts.past.low)),
        FilterField("vol", "τ", "volume in 24 h", lambda facts: _tao(facts.past.volume)),
        FilterField("flow", "τ", "24 h, not emission", lambda facts: _tao(facts.past.flow)),
        FilterField("volat", "% a day", "by the hours of 7 d", lambda facts: _number(facts.past.volatility)),
        FilterField("depth", "τ", "TAO in the pool", _of_pool(lambda facts: _tao(facts.subnet.pool.tao_in.rao))),
        FilterField("cap", "τ", "price × supply", lambda facts: _tao(facts.subnet.market_cap.rao)),
        FilterField("emission", "τ/block", "of the network", lambda facts: _tao(facts.subnet.emission.rao)),
        FilterField("rank", "1 = next", "to be removed", lambda facts: _number(facts.removal_rank)),
        FilterField(
            "age",
            "d",
            "since registration",
            lambda facts: None if facts.age_seconds is None else Decimal(facts.age_seconds) / _SECONDS_A_DAY,
        ),
    )
}
"""By name, in the order in which they are told."""

STATES: Mapping[str, Callable[[FilterRow], bool | None]] = {
    "held": lambda facts: facts.is_held,
    "watched": lambda facts: facts.is_watched,
}
"""Words that are yes or no by themselves."""

LIST = "list"
"""The word that asks for a named watch list, as in `list="deep pools"`."""

SIZED_FIELDS: Mapping[str, SizedField] = {
    each.name: each
    for each in (
        SizedField("impact", "%", "price impact of staking", _impact(Side.BUY)),
        SizedField("exit", "%", "price impact of selling what is worth", _impact(Side.SELL)),
    )
}
"""Fields that are asked for a size: `impact(250)>4`."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that an expression may use."""

    fields: Mapping[str, FilterField]
    sized: Mapping[str, SizedField]
    choices: Mapping[str, WordField]
    states: Mapping[str, Callable[[FilterRow], bool | None]]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, as they complete a word that was begun."""
        return (*self.fields, *self.sized, *self.choices, *self.states)


MARKET_WORDS = Vocabulary(FIELDS, SIZED_FIELDS, {}, STATES)
"""What the filter of the market knows."""
