"""Portfolio of one or several addresses at one block."""

from collections.abc import Iterable

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.holdings import Held, held_by
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.portfolio import Portfolio, Position


def portfolio_of(snapshot: Snapshot, *addresses: str) -> Portfolio:
    """The stakes of these addresses together, valued against the pools of the snapshot.

    Sold together they push the price together: the exit value of two accounts is less than the sum of theirs.
    """
    accounts = [held for address in dict.fromkeys(addresses) if (held := snapshot.holdings_of(address)) is not None]
    places = {(stake.netuid, hotkey) for held in accounts for stake in held.stakes for hotkey in (stake.hotkey, None)}
    by_place = {place: [held_by(account, snapshot, *place) for account in accounts] for place in places}
    positions = (
        Position(netuid, hotkey, _amount(netuid, by_place[netuid, hotkey]))
        for netuid, hotkey in dict.fromkeys(_order_of(accounts))
    )
    sellable = {(netuid, hotkey): _sellable(netuid, parts) for (netuid, hotkey), parts in by_place.items()}
    pools = {netuid: s.pool if s.curve_is_known else s.price for netuid, s in snapshot.subnets.items()}
    return Portfolio.of(positions, pools, sellable)


def _order_of(accounts: Iterable[Holdings]) -> list[tuple[int, str]]:
    return [(stake.netuid, stake.hotkey) for account in accounts for stake in account.stakes]


def _amount(netuid: int, parts: Iterable[Held]) -> Alpha:
    return sum((part.amount for part in parts), Alpha(0, netuid))


def _sellable(netuid: int, parts: Iterable[Held]) -> Alpha | None:
    """What several accounts can sell together; each has its own locks."""
    known = [part.sellable for part in parts if part.amount]
    if any(amount is None for amount in known):
        return None
    return sum((amount for amount in known if amount is not None), Alpha(0, netuid))
