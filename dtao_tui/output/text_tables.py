"""Text tables of the headless commands: plain columns with units in the heading."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from dtao_tui.domain import formatting
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.portfolio import Holding, Portfolio, Worth
from dtao_tui.domain.text import cells as width_in_cells
from dtao_tui.domain.trades.operations import FieldKind, Ground
from dtao_tui.domain.trades.quotes import ChainAnswer, Quote
from dtao_tui.output.charset import fitted
from dtao_tui.trading.quote_checks import JudgedQuote

GAP = "  "
INCOMPLETE = "Total, incomplete"


def quote_table(judged: JudgedQuote) -> str:
    """The table of `quote`: a line for each figure, for each objection, and for each thing that must be known."""
    quote, subnet = judged.quote, judged.subnet
    symbols = {netuid: one.symbol for netuid, one in judged.snapshot.subnets.items()}
    paid, got = quote.pays.asset.symbol(symbols), quote.receives.asset.symbol(symbols)
    rows = _price_rows(quote, paid, got) if quote.legs else _rows_without_price(judged, paid)
    of = "" if ROW_OF[quote.op].ground is Ground.ACCOUNT else f" on {subnet.label}"
    of += f" to {judged.snapshot.subnets[quote.legs[-1].hop.netuid].label}" if quote.is_swap else ""
    whose = f" for {judged.owner}" if judged.owner else ""
    tolerance = f", tolerance {quote.tolerance}" if quote.legs else ""
    title = f"{quote.op}{of}{whose}, block {quote.block:,}{tolerance}"
    verdict = _verdict(quote, judged.chain, got)
    head = f"{title}; {verdict}." if verdict else f"{title}."
    through = (
        ""
        if quote.lets_through is None
        else (
            f"The limit leaves the pools' weights out: it lets this through down to {_percent(quote.lets_through)} % "
            "below the ratio now, and no stricter limit lets it through at all."
        )
    )
    cautions = list(filter(None, (judged.caution, through)))
    against = [f"Against it: {check.sentence}" for check in judged.objections]
    known = [f"To know: {check.sentence}" for check in judged.notes]
    return "\n".join((head, *cautions, columned(rows, left={0, 2}), *against, *known))


_Rows = list[tuple[str, str, str]]


def _price_rows(quote: Quote, paid: str, got: str) -> _Rows:
    """What an order brings and costs that passes a pool; of one that fills in part, what it would pay now."""
    whole = [("Of", formatting.exact(quote.pays), paid)] if quote.pays_now.rao < quote.pays.rao else []
    return [
        ("You pay", formatting.exact(quote.pays_now), paid),
        *whole,
        ("You get", formatting.exact(quote.receives), got),
        ("At worst", _exact(quote.worst_received), got),
        *(_ratio_rows(quote, got, paid) if quote.is_swap else _own_price_rows(quote)),
        ("Price impact", _percent(quote.price_impact), "%"),
        ("Pool fee", _exact(quote.pool_fee), paid),
        ("Total cost", _percent(quote.total_cost), "%"),
        *_network_fee_row(quote),
    ]


def _rows_without_price(judged: JudgedQuote, paid: str) -> _Rows:
    """The same of an operation that passes no pool: what leaves arrives whole; a claim brings what is owed."""
    quote, spec = judged.quote, ROW_OF[judged.quote.op]
    field = spec.field(FieldKind.AMOUNT)
    amount = formatting.exact(quote.pays)
    is_given_on = len(spec.validators) > 1 or spec.field(FieldKind.ACCOUNT) is not None
    sized = [(f"You {field.label.lower()}", amount, paid)] if field else []
    sized += [(spec.brings.capitalize(), amount, paid)] if is_given_on else []
    owed = [("Owed now", _exact(judged.owed), "τ")] if spec.ground is Ground.ROOT else []
    return [*sized, *owed, ("Network fee", _exact(quote.network_fee), "τ")]


def _own_price_rows(quote: Quote) -> _Rows:
    """The price of the one pool that is passed."""
    return [
        ("Price now", _exact(quote.price_before), "τ"),
        ("Price after", _exact(quote.price_after), "τ"),
        ("Limit price", _exact(quote.limit_price), "τ"),
    ]


def _network_fee_row(quote: Quote) -> _Rows:
    return [] if quote.network_fee is None else [("Network fee", _exact(quote.network_fee), "τ")]


def _ratio_rows(quote: Quote, got: str, paid: str) -> _Rows:
    """The three ratios of a swap, as far as they are known."""
    ratios = (
        ("Ratio now", quote.ratio_before),
        ("Ratio you get", quote.ratio_received),
        ("Limit ratio", quote.limit_ratio),
    )
    unit = f"{got} per {paid}"
    return [(name, formatting.exact(ratio.billionths), unit) for name, ratio in ratios if ratio]


def _verdict(quote: Quote, answer: ChainAnswer | None, symbol: str) -> str:
    if answer is None:
        return ""
    if not quote.is_local:
        return "these are the chain's own numbers, for the pool's curve is not computed here"
    if answer.received_rao is None:
        return "the chain's own simulation refuses it"
    return "the chain agrees" if answer.agrees else f"the chain says {formatting.exact(answer.received_rao)} {symbol}"


def portfolio_table(snapshot: Snapshot, portfolios: Iterable[tuple[str, Portfolio]]) -> str:
    """The table of `portfolio`: what each address holds, by subnet."""
    return "\n\n".join(_address_table(snapshot, *named) for named in portfolios)


def _address_table(snapshot: Snapshot, address: str, portfolio: Portfolio) -> str:
    holdings = snapshot.holdings_of(address)
    free = _exact(holdings.free if holdings else None)
    title = f"{address} on {snapshot.network}, block {snapshot.block:,}: free {free} τ"
    if not portfolio.holdings:
        return f"{title}, nothing staked."
    heading = ("#", "Subnet", "Amount", "Sellable", "", "Spot τ", "Exit τ", "Haircut τ")
    rows = [_holding_row(holding, snapshot.subnets.get(holding.netuid)) for holding in portfolio.holdings]
    total = ("", "Total" if portfolio.worth.is_complete else INCOMPLETE, "", "", "", *_worth(portfolio.worth))
    return "\n".join((title, columned([heading, *rows, total], left={1, 4}), *_remarks(portfolio)))


def _remarks(portfolio: Portfolio) -> list[str]:
    """A line for each subnet with a part that is not known or cannot be sold, with the reason."""
    remarkable = (held for held in portfolio.holdings if held.worth.exit is None or held.worth.held_back)
    return [f"Subnet {held.netuid}: {held.worth.reason}" for held in remarkable]


def _holding_row(holding: Holding, subnet: Subnet | None) -> tuple[str, ...]:
    name, symbol = (subnet.name, subnet.symbol) if subnet else ("", "")
    held = (formatting.exact(holding.amount), _exact(holding.sellable))
    return (str(holding.netuid), name, *held, symbol, *_worth(holding.worth))


def _worth(worth: Worth) -> tuple[str, str, str]:
    return _exact(worth.spot), _exact(worth.exit), _exact(worth.haircut)


def _exact(amount: Tao | Alpha | Price | None) -> str:
    return formatting.NOTHING if amount is None else formatting.exact(amount)


def _percent(value: Decimal | None) -> str:
    return formatting.NOTHING if value is None else formatting.percent(value, decimals=4)


def columned(rows: Sequence[Sequence[str]], left: set[int]) -> str:
    """Rows in columns as wide as their widest cell, numbers at the right; `left` are the columns of words."""
    rows = [[fitted(text) for text in row] for row in rows]
    widths = [max(map(width_in_cells, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths, left) for row in rows)


def _line(row: Sequence[str], widths: Sequence[int], left: set[int]) -> str:
    cells = []
    for at, (text, width) in enumerate(zip(row, widths, strict=True)):
        padding = " " * (width - width_in_cells(text))
        cells.append(text + padding if at in left else padding + text)
    return GAP.join(cells).rstrip()
