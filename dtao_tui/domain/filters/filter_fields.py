"""The fields that a filter knows: what a number in it means, and where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Price
from dtao_tui.domain.history.bar_tiers import DAY
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.market import Subnet

_SECONDS_A_DAY = DAY // 1000


@dataclass(frozen=True, slots=True)
class FilterRow:
    """One subnet, and what a filter may ask of it."""

    subnet: Subnet
    past: PastPrices = NO_PAST
    is_held: bool | None = None
    """None where no account is chosen, or what it has is not known."""

    is_watched: bool = False
    removal_rank: int | None = None
    """1 for the subnet that is removed next; None where that is not known, or it is safe."""

    age_seconds: float | None = None
    """Since it was registered, by the chain's usual time of a block; None where that is not known."""


Value = Callable[[FilterRow], Decimal | None]


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field whose number is compared; None of a subnet where it is not known."""

    name: str
    unit: str
    words: str
    value: Value = field(repr=False)


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


FIELDS: Mapping[str, FilterField] = {
    each.name: each
    for each in (
        FilterField("price", "τ per α", "now", lambda facts: _tao(facts.subnet.price.rao)),
        FilterField("ch1", "%", "change over 1 h", _change(Span.HOUR)),
        FilterField("ch24", "%", "change over 24 h", _change(Span.DAY)),
        FilterField("ch7", "%", "change over 7 d", _change(Span.WEEK)),
        FilterField("high", "τ per α", "of the last 24 h", lambda facts: _price(facts.past.high)),
        FilterField("low", "τ per α", "of the last 24 h", lambda facts: _price(facts.past.low)),
        FilterField("vol", "τ", "volume in 24 h", lambda facts: _tao(facts.past.volume)),
        FilterField("flow", "τ", "in 24 h, without emission", lambda facts: _tao(facts.past.flow)),
        FilterField("volat", "% a day", "by the hours of 7 d", lambda facts: _number(facts.past.volatility)),
        FilterField("depth", "τ", "TAO in the pool", _of_pool(lambda facts: _tao(facts.subnet.pool.tao_in.rao))),
        FilterField("cap", "τ", "price × supply", lambda facts: _tao(facts.subnet.market_cap.rao)),
        FilterField("emission", "τ/block", "of the network", lambda facts: _tao(facts.subnet.emission.rao)),
        FilterField("rank", "1 = next", "to be removed", lambda facts: _number(facts.removal_rank)),
        FilterField(
            "age",
            "d",
            "since it was registered",
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
