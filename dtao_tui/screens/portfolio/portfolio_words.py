"""Words of the portfolio: its titles, its captions, and what it says where it shows nothing."""

from datetime import datetime

from textual.content import Content

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import count, fine
from dtao_tui.domain.grouping import Grouping
from dtao_tui.domain.ledger.closed_positions import ClosedPosition
from dtao_tui.domain.portfolio import CANNOT_BE_SOLD, Holding
from dtao_tui.widgets.tables.holdings_table import HoldingsView

EMPTY = (
    "Nothing is staked here yet. Press {go.market} for the market, "
    "choose a subnet and press {operation.stake} to stake."
)
CONNECTING = "Waiting for the first block."
TO_COME = "This account has not been read yet; what it holds comes with the next block."
NOT_READ = "So many accounts are not all read with each block. Choose this one in Wallets (4), and it is."
EXIT = "exit is what selling it all now pays: pool fee in, network fee out"
EXIT_OF_PART = "exit is of what can be sold now, held back is the rest of the spot value"
BRIEF_EXIT = "exit: all sold now, pool fee in"
BRIEF_EXIT_OF_PART = "exit: what can be sold, sold now"
SUMS_OF_GROUPS = "exit: each row as if it were sold alone"
SUMS = "exit: a validator alone, a subnet together, the total by subnets"


def worth_title(account: Account | None, accounts: int, unread: int) -> Content:
    """Whose worth it is: one account's, or that of all together, of which some may not have been read."""
    who = account.name if account else f"all {accounts} accounts"
    if unread and account is None:
        who += f", {unread} of them not read"
    return Content.assemble(("Worth", "bold"), (f"  {who}", "$muted"))


def holdings_title(view: HoldingsView, *, is_read: bool = True) -> Content:
    """How many subnets and positions there are, and since when they are in this order; no number that is not known."""
    if not is_read:
        return Content.styled("Holdings", "bold")
    holdings, grouping = view.portfolio.holdings, ""
    if view.grouping is not Grouping.SUBNET:
        grouping = f"  {view.grouping.value}"
    positions = sum(len(held.rows) for held in holdings)
    counts = f"{grouping}  {_counted(len(holdings), 'subnet')}, {_counted(positions, 'position')}"
    if view.sorted_at is not None and not view.is_in_order and not grouping:
        counts += f"  order as of block {count(view.sorted_at)}"
    return Content.assemble(("Holdings", "bold"), (counts, "$muted"))


def kept_words(held: Holding, symbol: str) -> str:
    """Why a holding's exit is not the whole of it, in its own unit where a part cannot be sold; else empty."""
    if held.sellable is None or CANNOT_BE_SOLD not in held.worth.reason:
        return held.worth.reason
    kept = fine(held.amount - held.sellable, decimals=3)
    return f"{kept} {symbol} {CANNOT_BE_SOLD}"


def closed_words(closed: ClosedPosition) -> str:
    """What a closed position came to: what it brought, what it had cost, and when it ended."""
    brought, cost = fine(Tao(closed.proceeds), decimals=3), closed.cost
    told = "cost not known" if cost is None else f"cost {fine(Tao(cost), decimals=3)} τ"
    by = "pay-out and sales" if closed.was_removed and len(closed.results) > 1 else "sales"
    how = "the pay-out" if closed.was_removed and len(closed.results) == 1 else by
    when = clock_date(closed.last.time_ms)
    return f"{how} brought {brought} τ, {told}{f', ended {when}' if when else ''}"


def clock_date(time_ms: int | None) -> str:
    """The local day and time of a moment of the chain's clock; empty where it is not known."""
    return "" if time_ms is None else f"{datetime.fromtimestamp(time_ms / 1000).astimezone():%a %d %b %H:%M}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
