"""An address's portfolio at one block."""

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Portfolio, Position


def portfolio_of(snapshot: Snapshot, *addresses: str) -> Portfolio:
    """What these addresses have staked together, valued against the pools of the snapshot.

    Sold together they push the price together: the exit value of two accounts is less than the sum of theirs.
    """
    held = (snapshot.holdings_of(address) for address in dict.fromkeys(addresses))
    stakes = [stake for holdings in held if holdings is not None for stake in holdings.stakes]
    amounts: dict[tuple[int, str], Position] = {}
    for stake in stakes:
        key = (stake.netuid, stake.hotkey)
        before = amounts.get(key)
        amount = stake.amount if before is None else before.amount + stake.amount
        amounts[key] = Position(stake.netuid, stake.hotkey, amount)
    pools = {netuid: s.pool if s.curve_is_known else s.price for netuid, s in snapshot.subnets.items()}
    return Portfolio.of(amounts.values(), pools)
