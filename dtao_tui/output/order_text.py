"""Reviews and orders as text and as JSON documents, for the commands that trade."""

from collections.abc import Iterable
from datetime import UTC, datetime

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.copying import call_text
from dtao_tui.domain.formatting import exact, percent
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.orders.order import Order, OrderPart, OrderSubnet
from dtao_tui.domain.orders.order_notes import Notes, OrderNote
from dtao_tui.domain.trades.settlement import RestSold
from dtao_tui.output.json_documents import Document
from dtao_tui.trading.fee_and_rest import fee_and_rest
from dtao_tui.trading.order_review import Review

_LABEL_CELLS = 15
_NOTE_INDENT = 21
"""Cells of the time before what an order's line says."""


def review_text(review: Review) -> str:
    """The call as it will be signed, who signs it on which chain, and what it costs and brings now and at worst."""
    quote, unsigned, doubts = review.quote, review.unsigned, review.doubts
    rows = [
        ("signs", f"{review.account.keyholder.name}  {unsigned.signer}"),
        ("for", unsigned.origin if review.account.is_proxied else ""),
        ("on", f"{review.facts.network}  genesis {unsigned.genesis}"),
        ("nonce", f"{unsigned.nonce}, valid for {unsigned.era_period} blocks"),
        ("you pay", _with_symbol(quote.pays, review) if quote.pays else ""),
        ("of it now", _with_symbol(quote.pays_now, review) if quote.pays_now.rao < quote.pays.rao else ""),
        (ROW_OF[review.intent.op].brings, _with_symbol(quote.receives, review) if quote.receives else ""),
        ("at worst", _with_symbol(review.worst_received, review) if quote.legs or review.worst_received else ""),
        ("gives to", review.intent.recipient + ("  new to this account" if doubts.is_new_recipient else "")),
        ("price impact", f"{percent(quote.price_impact)} %" if quote.legs else ""),
        ("pool fee", _with_symbol(quote.pool_fee, review) if quote.pool_fee else ""),
        ("shield", review.shield.use.value + (f"  {review.shield.because}" if review.shield.because else "")),
        ("network fee", f"{exact(unsigned.fee)} τ" if unsigned.fee is not None else "not known"),
    ]
    jumps = [f"The price of subnet {jump.netuid} is far from {jump.against.value}." for jump in doubts.jumps]
    missing = doubts.comparison.not_compared if doubts.comparison else ""
    through = (
        [] if quote.lets_through is None else [f"The limit lets through {percent(quote.lets_through)} % below now."]
    )
    rest = fee_and_rest(review.rest, review.subnet.symbol) if review.rest else ""
    notes = [*review.notes, *jumps, *through, *filter(None, (missing, review.caution, rest))]
    lines = [f"{label.ljust(_LABEL_CELLS)}{value}" for label, value in rows if value]
    return "\n".join((call_text.text_of(review.decoded.call), "", *lines, *(f"! {note}" for note in notes)))


def review_document(review: Review) -> Document:
    """The document of a review that is not signed."""
    quote, unsigned = review.quote, review.unsigned
    return {
        "network": review.facts.network,
        "genesis": unsigned.genesis,
        "block": quote.block,
        "operation": quote.op.value,
        "signer": unsigned.signer,
        "owner": unsigned.origin,
        "call": "0x" + unsigned.call.hex(),
        "call_text": call_text.text_of(review.decoded.call),
        "nonce": unsigned.nonce,
        "era_blocks": unsigned.era_period,
        **_amounts(review),
        "pool_fee_rao": _rao(quote.pool_fee),
        "network_fee_rao": _rao(unsigned.fee),
        "limit_price_rao": _rao(quote.limit_price),
        "limit_ratio_billionths": quote.limit_ratio.billionths if quote.limit_ratio else None,
        "price_impact_pct": None if quote.price_impact is None else percent(quote.price_impact, decimals=6),
        "lets_through_pct": None if quote.lets_through is None else percent(quote.lets_through, decimals=6),
        "recipient": review.intent.recipient or None,
        "notes": list(review.notes),
        "rest": fee_and_rest(review.rest, review.subnet.symbol) or None if review.rest else None,
        "shield": review.shield.use.value,
    }


def _amounts(review: Review) -> Document:
    """What is paid and received; null of an operation that is of no amount."""
    quote, is_sized = review.quote, ROW_OF[review.intent.op].is_sized
    amounts = {"amount": quote.pays, "received": quote.receives, "worst_received": review.worst_received}
    return {f"{name}_rao": amount.rao if is_sized else None for name, amount in amounts.items()}


def step_text(order: Order) -> str:
    """One line for the state that an order has reached."""
    block = f" {order.block:,}" if order.block is not None else ""
    sentence = f": {order.sentence}" if order.sentence else ""
    return f"{order.state.value}{block if order.state.value == 'in block' else ''}{sentence}"


def order_document(order: Order, note: OrderNote | None = None) -> Document:
    """The document of one order: its quote, its state, what its block says that it changed, and what a person noted."""
    settlement, quoted = order.settlement, order.quoted
    filled = order.filled
    return {
        "id": order.id,
        "network": order.network,
        "genesis": order.genesis,
        "operation": order.operation,
        "owner": order.owner,
        "signer": order.signer,
        "call_name": order.call_name,
        "subnets": [_subnet(subnet) for subnet in order.subnets],
        "hotkey": order.hotkey or None,
        "created_at": _time(order.created_at),
        "state": order.state.value,
        "sentence": order.sentence or None,
        "block": order.block,
        "block_hash": order.block_hash,
        "extrinsics": [_extrinsic(part) for part in order.parts],
        **_amount("amount", order.pays),
        "quoted_block": quoted.block,
        **_amount("quoted", quoted.received),
        "worst_rao": quoted.worst_received.rao,
        **_amount("quoted_pool_fee", quoted.pool_fee),
        "quoted_network_fee_rao": _rao(quoted.network_fee),
        "price_before_rao": _rao(quoted.price_before),
        "limit_price_rao": _rao(quoted.limit),
        "limit_ratio_billionths": quoted.limit_ratio.billionths if quoted.limit_ratio else None,
        "allow_partial": quoted.allow_partial,
        **_amount("paid", filled.paid if filled else None),
        **_amount("received", filled.received if filled else None),
        **_amount("pool_fee", filled.pool_fee if filled else None),
        "rest": _rest(filled.rest) if filled and filled.rest else None,
        "network_fee_rao": _rao(settlement.network_fee if settlement else None),
        **_amount("fee_in_alpha", settlement.fee_in_alpha if settlement else None),
        "flows": [_flow(flow.account, flow.amount) for flow in settlement.flows] if settlement else None,
        "note": note.text if note else None,
        "noted_at": _time(note.at) if note else None,
        "tags": list(note.tags) if note else [],
    }


def _subnet(subnet: OrderSubnet) -> Document:
    told = {"netuid": subnet.netuid, "registered_at": subnet.registered_at}
    return {**told, "symbol": subnet.symbol, "name": subnet.name}


def _extrinsic(part: OrderPart) -> Document:
    one, history = part.extrinsic, part.history
    return {
        "hash": one.hash,
        "nonce": one.nonce,
        "role": one.role.value,
        "era_block": one.era_block,
        "last_valid_block": one.last_valid_block,
        "state": history.state.value,
        "block": history.block,
        "block_hash": history.block_hash,
        "steps": [{"state": state, "at": _time(at)} for state, at in history.steps],
    }


def _amount(name: str, amount: Tao | Alpha | None) -> Document:
    """Rao, and the number of the subnet whose alpha they are; null of TAO."""
    return {f"{name}_rao": _rao(amount), f"{name}_netuid": None if amount is None else amount.asset.netuid}


def _rest(rest: RestSold) -> Document:
    told = {"netuid": rest.paid.netuid, "paid_rao": rest.paid.rao}
    return {**told, "received_rao": rest.received.rao, "pool_fee_rao": rest.pool_fee.rao}


def orders_document(orders: Iterable[Order], notes: Notes, unresolved_because: str = "") -> Document:
    """The document of `orders`, newest first."""
    told = [order_document(order, notes.get(order.id)) for order in orders]
    return {"orders": told, "unresolved_because": unresolved_because or None}


def orders_text(orders: Iterable[Order], notes: Notes) -> str:
    """A line for each order, newest first, and below it its note."""
    lines = (line for order in orders for line in (_line(order), _note_line(notes.get(order.id))) if line)
    return "\n".join(lines) or "There are no orders yet."


def _note_line(note: OrderNote | None) -> str:
    return f"{' ' * _NOTE_INDENT}note: {note.text}" if note else ""


def _line(order: Order) -> str:
    when = datetime.fromtimestamp(order.created_at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    where = f"subnet {order.netuid}" if order.netuid is not None else ""
    paid = f"{exact(order.pays)} {order.symbol_of(order.pays)}" if order.pays else ""
    got = f"{exact(order.filled.received)} {order.symbol_of(order.filled.received)}" if order.filled else ""
    arrow = f"{paid} → {got}" if got else paid
    return "  ".join(part for part in (when, order.operation, where, arrow, step_text(order)) if part)


def _flow(account: str, amount: Tao | Alpha) -> Document:
    return {"account": account, "netuid": amount.asset.netuid, "rao": amount.rao}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _with_symbol(amount: Tao | Alpha | None, review: Review) -> str:
    return "" if amount is None else f"{exact(amount)} {review.symbol_of(amount)}"


def _rao(amount: Tao | Alpha | object | None) -> int | None:
    return getattr(amount, "rao", None)
