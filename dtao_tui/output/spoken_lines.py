"""Facts as lines that a screen reader can read: one each, without columns or boxes, signs and units as words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from dtao_tui.domain import formatting
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.depth.pool_depth import price_impact
from dtao_tui.domain.history.past_prices import PastPrices, Span
from dtao_tui.domain.market import Snapshot, Subnet, Validator
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.portfolio import Holding, Portfolio
from dtao_tui.output.order_text import review_text, step_text
from dtao_tui.trading.order_review import Review

SIZES = (1, 10, 100, 1000)
"""TAO whose stake is priced for a subnet."""

MOST_VALIDATORS = 10
NOT_KNOWN, NOT_RECORDED = "not known", "not recorded"

_NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+(?: \d{3})*)?(?!\d)|(?<![\d.,])\d+\.\d{3}(?: \d{3})+(?!\d)")
"""Numbers as they are written here: thousands behind commas, and behind the point decimals in groups of three."""

_GROUP_GAPS = str.maketrans("", "", ", ")
_UNKNOWN = re.compile(r"(?:^|(?<=  ))–(?=$|  | [τ%])")
"""A dash in the place of a value; one within a name is a dash."""

_LABEL_GAP = re.compile(r" {2,}")
_WORDS: Mapping[str, str] = {
    "τ": "TAO",
    "%": "percent",
    "→": "to",
    "×": "times",
    "−": "minus ",
    "·": ",",
    "…": " and so on ",
    "<": "less than ",
    ">": "more than ",
}
_SIGNS = re.compile("|".join(map(re.escape, _WORDS)))


def spoken(text: str) -> str:
    """One line of a text made for the eye, for the ear: digits in one piece, signs as words, gaps as commas."""
    whole = _NUMBER.sub(lambda number: number[0].translate(_GROUP_GAPS), _UNKNOWN.sub(NOT_KNOWN, text))
    return _LABEL_GAP.sub(", ", _SIGNS.sub(lambda sign: _WORDS[sign[0]], whole.strip()))


def market_lines(snapshot: Snapshot, subnets: Iterable[Subnet], past: Mapping[int, PastPrices]) -> Iterator[str]:
    """A line for each subnet: its number, name and price, and its change in a day as far as that was recorded."""
    for subnet in subnets:
        change = _change(subnet, past.get(subnet.netuid))
        day = "" if change == NOT_RECORDED else f", {change} in 24 hours"
        yield f"{subnet.netuid} {subnet.name}: price {_plain(subnet.price)} TAO{day}"
    yield f"Block {snapshot.block} on {snapshot.network}, {max(len(snapshot.subnets) - 1, 0)} subnets and root"


def subnet_lines(
    snapshot: Snapshot, subnet: Subnet, past: PastPrices, validators: Sequence[Validator], account: Account | None
) -> Iterator[str]:
    """Everything that is told of one subnet, the answer to “what would 10 TAO get” among it."""
    pool = subnet.pool
    yield f"Subnet {subnet.netuid}, {subnet.name}, symbol {subnet.symbol}"
    yield f"Price: {_plain(subnet.price)} TAO for one alpha"
    yield f"Change in 24 hours: {_change(subnet, past)}"
    if subnet.has_pool:
        yield f"TAO in the pool: {_plain(pool.tao_in)}"
        yield f"Alpha in the pool: {_plain(pool.alpha_in)}"
    yield f"Market cap: {_plain(subnet.market_cap)} TAO"
    if not subnet.is_root:
        yield f"Epoch: {subnet.blocks_since_last_step} of {subnet.tempo} blocks"
    for size in SIZES if subnet.has_pool and subnet.curve_is_known else ():
        yield _size_line(subnet, Tao.parse(str(size)))
    holdings = snapshot.holdings_of(account.owner) if account else None
    if account is not None:
        held = _plain(holdings.staked(subnet.netuid)) if holdings else NOT_KNOWN
        yield f"{account.name} holds here: {held} {'TAO' if subnet.is_root else 'alpha'}"
    yield f"Validators: {len(validators)}"
    for place, validator in enumerate(validators[:MOST_VALIDATORS], start=1):
        take = formatting.percent(Decimal(validator.take * 100) / 65535, decimals=1)
        yield f"Validator {place}: {validator.name or 'without a name'}, takes {take} percent, {validator.hotkey}"


def portfolio_lines(snapshot: Snapshot, account: Account, portfolio: Portfolio) -> Iterator[str]:
    """What an account holds, at the price and when sold now."""
    holdings = snapshot.holdings_of(account.owner)
    yield f"{account.name}: {account.address}"
    yield f"Free: {_plain(holdings.free) if holdings else NOT_KNOWN} TAO"
    for holding in portfolio.holdings:
        yield from _holding_lines(holding, snapshot.subnets.get(holding.netuid))
    if not portfolio.holdings:
        yield "Nothing is staked"
        return
    whole = "" if portfolio.worth.is_complete else ", a part of it is not known"
    yield f"All that is staked, at the price: {_plain(portfolio.worth.spot)} TAO{whole}"
    yield f"All that is staked, sold now: {_plain(portfolio.worth.exit)} TAO{whole}"


def review_lines(review: Review) -> Iterator[str]:
    """The review of an order, as the signer reads its bytes."""
    yield f"Review of {review.intent.op.value}; nothing is signed yet"
    for line in review_text(review).splitlines():
        label, _, value = _LABEL_GAP.sub("\0", line.strip(), count=1).partition("\0")
        if label:
            yield f"{label}: {spoken(value)}" if value else spoken(label)


def order_lines(order: Order) -> Iterator[str]:
    """How an order stands, and what it paid and brought."""
    where = f" on subnet {order.netuid}" if order.netuid is not None else ""
    yield f"Order {order.operation}{where}: {spoken(step_text(order))}"
    if order.filled is not None:
        yield f"Paid: {_plain(order.filled.paid)} {_unit(order.filled.paid)}"
        yield f"Received: {_plain(order.filled.received)} {_unit(order.filled.received)}"
    if order.settlement is not None and order.settlement.network_fee is not None:
        yield f"Network fee: {_plain(order.settlement.network_fee)} TAO"


def _holding_lines(holding: Holding, subnet: Subnet | None) -> Iterator[str]:
    name = f"Subnet {holding.netuid}" + (f" {subnet.name}" if subnet else ", which is gone")
    yield f"{name}, held: {_plain(holding.amount)} {_unit(holding.amount)}"
    if holding.sellable != holding.amount:
        yield f"{name}, can be sold now: {_plain(holding.sellable)} {_unit(holding.amount)}"
    yield f"{name}, at the price: {_plain(holding.worth.spot)} TAO"
    yield f"{name}, sold now: {_plain(holding.worth.exit)} TAO"
    if holding.worth.reason:
        yield f"{name}: {spoken(holding.worth.reason)}"


def _size_line(subnet: Subnet, size: Tao) -> str:
    head = f"Staking {_plain(size)} TAO"
    try:
        got = subnet.pool.trade(Side.BUY, size).received
    except PoolRefusal as refusal:
        return f"{head}: {refusal}"
    impact = formatting.percent(price_impact(subnet.pool, Side.BUY, size))
    return f"{head} gets {_plain(got)} alpha, price impact {spoken(impact)} percent"


def _change(subnet: Subnet, past: PastPrices | None) -> str:
    change = past.change(Span.DAY, subnet.price) if past else None
    if change is None:
        return NOT_RECORDED
    way = "up" if change > 0 else "down" if change < 0 else "unchanged, by"
    return f"{way} {abs(change):.2f} percent"


def _plain(amount: Tao | Alpha | Price | None) -> str:
    """All decimals that are not zero, in one piece."""
    if amount is None:
        return NOT_KNOWN
    whole, rest = divmod(amount.rao, 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")


def _unit(amount: Tao | Alpha) -> str:
    return "TAO" if amount.asset.netuid in (None, 0) else "alpha"
