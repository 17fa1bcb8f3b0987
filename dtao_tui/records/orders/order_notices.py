"""The sentences that say what is wrong with the journal."""

from collections.abc import Iterable
from pathlib import Path

from dtao_tui.domain.orders.order import Order
from dtao_tui.records.database import MovedAside, newest_aside
from dtao_tui.records.orders import order_rows
from dtao_tui.records.orders.order_count import NotACount, OrderCount
from dtao_tui.records.row_checksums import Row

LOOK = "If an order was under way, look at the account's transactions before you trade."
_MOST_NAMED = 5


def of_damaged(journal: Path, damaged: Iterable[Row]) -> str:
    """Names the records whose checksum does not hold; empty where there are none."""
    names = _listed([order_rows.name_of(row) for row in damaged])
    return f"The journal {journal} is damaged and cannot be believed in this: {names}. {LOOK}" if names else ""


def of_moved_aside(aside: MovedAside, under_way: Iterable[Order]) -> str:
    """Says where a damaged journal is, and names what was open in it."""
    names = _listed([order_rows.name_of_order(order) for order in under_way])
    named = f"It held orders that were under way: {names}. " if names else ""
    kept = f"It is kept as {aside.path}, and a new one was begun."
    return f"The journal of orders cannot be used ({aside.reason}). {kept} {named}{LOOK}"


def of_missing(count: Path, counted: OrderCount | NotACount | None, ids: list[str]) -> str:
    """Says that there are other orders than counted; empty where all are there."""
    match counted:
        case NotACount():
            return f"The count of orders {count} cannot be read; whether orders are missing is not known."
        case None if ids:
            return f"The count of orders {count} is gone; whether orders are missing is not known."
        case OrderCount(orders=orders) if len(ids) < orders:
            return f"The journal held {_orders(orders)}, now it holds {len(ids)}: it was cut, exchanged or removed."
        case OrderCount(orders=orders) if not counted.is_beginning_of(ids):
            return f"The journal held {_orders(orders)}, and what it holds now is something else: it was exchanged."
        case _:
            return ""


def with_copy(missing: str, journal: Path) -> str:
    """The same with what can be done about it."""
    if not missing:
        return ""
    aside = newest_aside(journal)
    return f"{missing} An earlier file is kept as {aside}. {LOOK}" if aside else f"{missing} {LOOK}"


def _orders(number: int) -> str:
    return "1 order" if number == 1 else f"{number} orders"


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")
