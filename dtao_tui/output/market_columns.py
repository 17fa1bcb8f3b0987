"""The columns of `dtao-tui market`: one spec says a column's heading, its text, and its fields in CSV and JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain import formatting
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.history.past_prices import NO_PAST, PastPrices, Span
from dtao_tui.domain.market import Subnet

Value = int | bool | str | None
Fields = Mapping[str, Value]
_BILLIONTH = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class MarketLine:
    """A subnet, and what was recorded of it."""

    subnet: Subnet
    past: PastPrices = NO_PAST
    has_emitted: bool = True

    @property
    def has_pool(self) -> bool:
        """Whether there is a pool that moves."""
        return self.subnet.has_pool and not self.subnet.is_root


@dataclass(frozen=True, slots=True)
class MarketColumn:
    """A column; its key is that of the column of the app's table."""

    key: str
    heading: str
    text: Callable[[MarketLine], str]
    fields: Callable[[MarketLine], Fields]
    """What it is in CSV and JSON; what is not known is None."""

    is_recorded: bool = False
    """Whether the record tells it, and not the chain."""

    is_left: bool = False


class NotAColumn(ValueError):
    """A name that is no column's; `str()` is a sentence."""


def _text_or_dash(text: str | formatting.Figure | None) -> str:
    return formatting.NOTHING if text is None else str(text)


def _of_pool(text: Callable[[MarketLine], str | formatting.Figure]) -> Callable[[MarketLine], str]:
    return lambda line: str(text(line)) if line.has_pool else formatting.NOTHING


def _emission(line: MarketLine) -> int | None:
    return line.subnet.emission.rao if line.has_emitted and not line.subnet.is_root else None


def _change(key: str, heading: str, span: Span) -> MarketColumn:
    def value(line: MarketLine) -> float | None:
        return line.past.change(span, line.subnet.price) if line.has_pool else None

    def text(line: MarketLine) -> str:
        moved = value(line)
        return formatting.NOTHING if moved is None else formatting.percent(moved, signed=True)

    return MarketColumn(key, heading, text, lambda line: {f"{key}_pct": _decimal(value(line))}, is_recorded=True)


def _price_of_day(key: str, heading: str, price: Callable[[PastPrices], Price | None]) -> MarketColumn:
    def known(line: MarketLine) -> Price | None:
        return price(line.past) if line.has_pool else None

    def text(line: MarketLine) -> str:
        found = known(line)
        return _text_or_dash(None if found is None else formatting.fine(found, decimals=6))

    def fields(line: MarketLine) -> Fields:
        found = known(line)
        return {f"{key}_rao": None if found is None else found.rao}

    return MarketColumn(key, heading, text, fields, is_recorded=True)


def _volume(line: MarketLine) -> int | None:
    return line.past.volume if line.has_pool else None


def _flow(line: MarketLine) -> int | None:
    return line.past.flow if line.has_pool else None


def _flow_text(line: MarketLine) -> str:
    flow = _flow(line)
    if flow is None:
        return formatting.NOTHING
    about = "≈" if line.past.flow_is_approximate else ""
    return f"{about}{'+' if flow > 0 else formatting.MINUS if flow < 0 else ''}{_kilo(abs(flow), 2)}"


def _kilo(rao: int | None, decimals: int = 1) -> str:
    return formatting.NOTHING if rao is None else str(formatting.coarse(Tao(rao), decimals=decimals))


def _decimal(value: float | None) -> str | None:
    return None if value is None else f"{Decimal(value).quantize(_BILLIONTH):f}"


def _volatility(line: MarketLine) -> float | None:
    return line.past.volatility if line.has_pool else None


MARKET_COLUMNS: Mapping[str, MarketColumn] = {
    each.key: each
    for each in (
        MarketColumn("netuid", "#", lambda line: str(line.subnet.netuid), lambda line: {"netuid": line.subnet.netuid}),
        MarketColumn(
            "name",
            "Subnet",
            lambda line: f"{line.subnet.symbol} {line.subnet.name}",
            lambda line: {"name": line.subnet.name, "symbol": line.subnet.symbol},
            is_left=True,
        ),
        MarketColumn(
            "price",
            "Price τ",
            lambda line: str(formatting.fine(line.subnet.price, decimals=6)),
            lambda line: {"price_rao": line.subnet.price.rao},
        ),
        _change("change_1h", "1 h %", Span.HOUR),
        _change("change_24h", "24 h %", Span.DAY),
        _change("change_7d", "7 d %", Span.WEEK),
        _price_of_day("high", "High 24 h", lambda past: past.high),
        _price_of_day("low", "Low 24 h", lambda past: past.low),
        MarketColumn(
            "volume",
            "Volume kτ/24 h",
            lambda line: _kilo(_volume(line), 2),
            lambda line: {"volume_rao": _volume(line)},
            is_recorded=True,
        ),
        MarketColumn(
            "flow",
            "Flow kτ/24 h",
            _flow_text,
            lambda line: {
                "flow_rao": _flow(line),
                "flow_is_approximate": None if _flow(line) is None else line.past.flow_is_approximate,
            },
            is_recorded=True,
        ),
        MarketColumn(
            "volatility",
            "Volat. % a day",
            lambda line: formatting.percent(_volatility(line)),
            lambda line: {"volatility_pct": _decimal(_volatility(line))},
            is_recorded=True,
        ),
        MarketColumn(
            "market_cap",
            "Cap kτ",
            lambda line: str(formatting.coarse(line.subnet.market_cap, decimals=2)),
            lambda line: {"market_cap_rao": line.subnet.market_cap.rao},
        ),
        MarketColumn(
            "emission",
            "Emission τ/block",
            lambda line: (
                formatting.NOTHING
                if _emission(line) is None
                else str(formatting.fine(line.subnet.emission, decimals=4))
            ),
            lambda line: {"emission_rao": _emission(line)},
        ),
        MarketColumn(
            "tao_in",
            "Pool kτ",
            _of_pool(lambda line: formatting.coarse(line.subnet.pool.tao_in)),
            lambda line: {"tao_in": line.subnet.pool.tao_in.rao},
        ),
        MarketColumn(
            "alpha_in",
            "Pool kα",
            _of_pool(lambda line: formatting.coarse(line.subnet.pool.alpha_in)),
            lambda line: {"alpha_in": line.subnet.pool.alpha_in.rao},
        ),
        MarketColumn(
            "alpha_out",
            "Out kα",
            lambda line: str(formatting.coarse(line.subnet.alpha_out)),
            lambda line: {"alpha_out": line.subnet.alpha_out.rao},
        ),
        MarketColumn(
            "supply",
            "Supply kα",
            lambda line: str(formatting.coarse(line.subnet.supply)),
            lambda line: {"supply": line.subnet.supply.rao},
        ),
        MarketColumn(
            "epoch",
            "Epoch",
            lambda line: (
                formatting.NOTHING
                if line.subnet.is_root
                else f"{line.subnet.blocks_since_last_step}/{line.subnet.tempo}"
            ),
            lambda line: {"blocks_since_last_step": line.subnet.blocks_since_last_step, "tempo": line.subnet.tempo},
        ),
    )
}
"""All columns by key."""

USUAL_COLUMNS = (*("netuid", "name", "price", "market_cap", "emission", "tao_in", "alpha_in", "alpha_out", "epoch"),)
_FIRST = ("netuid", "name")


def columns_named(text: str) -> tuple[MarketColumn, ...]:
    """The columns of these names, separated by commas; number and name come first in any case. Raises NotAColumn."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = next((name for name in names if name not in MARKET_COLUMNS), None)
    if unknown is not None or not names:
        known = ", ".join(key for key in MARKET_COLUMNS if key not in _FIRST)
        what = f"“{unknown[:32]}” is no column" if unknown is not None else "Name at least one column"
        raise NotAColumn(f"{what}; there are {known}.")
    return tuple(MARKET_COLUMNS[name] for name in dict.fromkeys((*_FIRST, *names)))


def fields_of(line: MarketLine, columns: Sequence[MarketColumn]) -> dict[str, Value]:
    """What these columns are in CSV and JSON."""
    return {name: value for column in columns for name, value in column.fields(line).items()}
