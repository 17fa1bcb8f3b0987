"""Positions of accounts at one block as CSV; their JSON is the document of `portfolio`."""

from collections.abc import Iterable

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.portfolio import Portfolio
from dtao_tui.output.csv_cells import Cell, csv_text, decimal_of, no_formula, time_of

POSITION_COLUMNS = (
    *("block", "time", "address", "netuid", "registered_at", "subnet", "hotkey", "amount", "unit", "sellable"),
    *("price", "spot_tao", "exit_tao"),
)


def positions_csv(snapshot: Snapshot, portfolios: Iterable[tuple[str, Portfolio]]) -> str:
    """A position a row, each valued as if it were sold alone, and the free TAO of each address."""
    return csv_text(POSITION_COLUMNS, _rows(snapshot, portfolios))


def _rows(snapshot: Snapshot, portfolios: Iterable[tuple[str, Portfolio]]) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = []
    when = (snapshot.block, time_of(snapshot.time_ms))
    for address, portfolio in portfolios:
        held = snapshot.holdings_of(address)
        free = None if held is None else decimal_of(held.free.rao)
        found.append((*when, address, None, None, "free", None, free, "TAO", free, None, free, free))
        rows = [row for holding in portfolio.holdings for row in holding.rows]
        for row in sorted(rows, key=lambda row: (row.position.netuid, row.position.hotkey)):
            position, worth, subnet = row.position, row.worth, snapshot.subnets.get(row.position.netuid)
            place = (None, None, None) if subnet is None else (subnet.registered_at, no_formula(subnet.name), subnet)
            found.append(
                (
                    *when,
                    address,
                    position.netuid,
                    place[0],
                    place[1],
                    position.hotkey,
                    decimal_of(position.amount.rao),
                    f"SN{position.netuid}",
                    None if row.sellable is None else decimal_of(row.sellable.rao),
                    None if subnet is None else decimal_of(subnet.price.rao),
                    None if worth.spot is None else decimal_of(worth.spot.rao),
                    None if worth.exit is None else decimal_of(worth.exit.rao),
                )
            )
    return found
