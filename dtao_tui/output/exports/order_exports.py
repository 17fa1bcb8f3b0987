"""Orders and fills of the journal as CSV and JSON, oldest first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_notes import Notes, OrderNote
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled
from dtao_tui.output.csv_cells import Cell, csv_text, decimal_of, no_formula
from dtao_tui.output.json_documents import Document
from dtao_tui.output.order_text import order_document

ORDER_COLUMNS = (
    *("id", "created_at", "network", "operation", "owner", "signer", "netuid", "registered_at", "subnet", "hotkey"),
    *("amount", "amount_unit", "quoted", "quoted_unit", "worst", "limit_price", "state", "sentence", "block"),
    *("block_hash", "extrinsic_hash", "nonce", "paid", "paid_unit", "received", "received_unit"),
    *("network_fee", "network_fee_unit", "note", "tags", "imported"),
)
FILL_COLUMNS = (
    *("order_id", "time", "block", "operation", "owner", "netuid", "registered_at", "subnet", "hotkey"),
    *("paid", "paid_unit", "received", "received_unit", "price", "pool_fee", "pool_fee_unit"),
    *("network_fee", "network_fee_unit"),
)


@dataclass(frozen=True, slots=True)
class _Fill:
    """One trade of an order, or the rest that the chain sold behind it."""

    order: Order
    paid: Tao | Alpha
    received: Tao | Alpha
    pool_fee: Tao | Alpha | None
    is_rest: bool = False


def orders_csv(orders: Iterable[Order], notes: Notes, imported: Collection[str] = ()) -> str:
    """An order a row with its note; amounts with their unit, which is TAO or the subnet's number.

    `imported` are the ids of those that a file told of.
    """
    rows = (
        (*_order_row(order, notes.get(order.id)), "yes" if order.id in imported else None)
        for order in _oldest_first(orders)
    )
    return csv_text(ORDER_COLUMNS, rows)


def orders_json(orders: Iterable[Order], notes: Notes) -> Document:
    """The documents of `orders --json`, oldest first."""
    return {"orders": [order_document(order, notes.get(order.id)) for order in _oldest_first(orders)]}


def fills_csv(orders: Iterable[Order]) -> str:
    """What orders traded, a row each; a rest that the chain sold behind one is a row of its own."""
    return csv_text(FILL_COLUMNS, map(_fill_row, _fills(orders)))


def fills_json(orders: Iterable[Order]) -> Document:
    """The same in whole rao."""
    return {"fills": [_fill_document(fill) for fill in _fills(orders)]}


def _oldest_first(orders: Iterable[Order]) -> list[Order]:
    return sorted(orders, key=lambda order: (order.created_at, order.id))


def _fills(orders: Iterable[Order]) -> list[_Fill]:
    found: list[_Fill] = []
    for order in _oldest_first(orders):
        if order.filled is not None:
            found += _fills_of(order, order.filled)
    return found


def _fills_of(order: Order, filled: Filled) -> Sequence[_Fill]:
    own = _Fill(order, filled.paid, filled.received, filled.pool_fee)
    rest = filled.rest
    return (own,) if rest is None else (own, _Fill(order, rest.paid, rest.received, rest.pool_fee, is_rest=True))


def _order_row(order: Order, note: OrderNote | None) -> tuple[Cell, ...]:
    filled, quoted = order.filled, order.quoted
    return (
        order.id,
        _time(order.created_at),
        order.network,
        order.operation,
        str(order.owner),
        str(order.signer),
        *_subnet(order),
        order.hotkey or None,
        *_amount(order.pays),
        *_amount(quoted.received),
        decimal_of(quoted.worst_received.rao),
        decimal_of(quoted.limit.rao) if quoted.limit is not None else None,
        order.state.value,
        no_formula(order.sentence) or None,
        order.block,
        order.block_hash,
        order.extrinsic.hash,
        order.extrinsic.nonce,
        *_amount(filled.paid if filled else None),
        *_amount(filled.received if filled else None),
        *_network_fee(order),
        no_formula(note.text) if note else None,
        no_formula(" ".join(note.tags)) or None if note else None,
    )


def _fill_row(fill: _Fill) -> tuple[Cell, ...]:
    order = fill.order
    return (
        order.id,
        _time(_seen_at(order)),
        order.block,
        order.operation + (" (rest)" if fill.is_rest else ""),
        str(order.owner),
        *_subnet(order),
        order.hotkey or None,
        *_amount(fill.paid),
        *_amount(fill.received),
        decimal_of(_price(fill)),
        *_amount(fill.pool_fee),
        *((None, None) if fill.is_rest else _network_fee(order)),
    )


def _fill_document(fill: _Fill) -> Document:
    order, paid, received = fill.order, fill.paid, fill.received
    fee = order.network_fee
    return {
        "order_id": order.id,
        "genesis": order.genesis,
        "time": _time(_seen_at(order)),
        "block": order.block,
        "operation": order.operation,
        "is_rest": fill.is_rest,
        "owner": str(order.owner),
        "subnets": [{"netuid": each.netuid, "registered_at": each.registered_at} for each in order.subnets],
        "hotkey": order.hotkey or None,
        "paid_rao": paid.rao,
        "paid_netuid": paid.asset.netuid,
        "received_rao": received.rao,
        "received_netuid": received.asset.netuid,
        "price_rao": _price(fill),
        "pool_fee_rao": None if fill.pool_fee is None else fill.pool_fee.rao,
        "network_fee_rao": None if fee is None or fill.is_rest else fee.rao,
    }


def _subnet(order: Order) -> tuple[Cell, Cell, Cell]:
    subnet = order.subnets[0] if order.subnets else None
    return (None, None, None) if subnet is None else (subnet.netuid, subnet.registered_at, no_formula(subnet.name))


def _amount(amount: Tao | Alpha | None) -> tuple[Cell, Cell]:
    return (None, None) if amount is None else (decimal_of(amount.rao), unit_of(amount))


def _network_fee(order: Order) -> tuple[Cell, Cell]:
    """What the network took; in alpha where the position paid it."""
    settlement = order.settlement
    return _amount(settlement.fee_in_alpha if settlement and settlement.fee_in_alpha else order.network_fee)


def unit_of(amount: Tao | Alpha) -> str:
    """The unit of a cell: TAO, or SN and the subnet's number."""
    return "TAO" if isinstance(amount, Tao) else f"SN{amount.netuid}"


def _price(fill: _Fill) -> int | None:
    """Rao of TAO an alpha, rounded down; None of what was not traded for TAO."""
    match fill.paid, fill.received:
        case (Tao() as tao, Alpha() as alpha) | (Alpha() as alpha, Tao() as tao) if alpha and tao:
            return tao.rao * RAO_PER_TAO // alpha.rao
    return None


def _seen_at(order: Order) -> float:
    in_block = (OrderState.IN_BLOCK.value, OrderState.FINAL.value)
    return next((at for state, at in order.steps if state in in_block), order.created_at)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
