"""Orders as the JSON of an export tells them, read back as orders that have ended, whatever they say of themselves.

The fields are those that `output.order_text.order_document` writes; a test holds both together.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import U64_MAX, Alpha, Price, Tao, amount_of
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.imports.document_fields import NETUIDS, Fields, NotOurDocument
from dtao_tui.domain.orders.order import ExtrinsicRole, Order, OrderExtrinsic, OrderSubnet, Quoted
from dtao_tui.domain.orders.order_events import OrderRecorded
from dtao_tui.domain.orders.order_notes import NotANote, OrderNote, note_text
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.settlement import Filled, RestSold, Settlement

MOST_ORDERS = 10_000
"""Of one file."""

_MOST_EXTRINSICS, _MOST_SUBNETS, _MOST_FLOWS, _MOST_STEPS = 4, 8, 256, 32
_LAST_BLOCK = 2**53
_NAME_CELLS, _SENTENCE_CELLS, _NOTE_LETTERS = 64, 600, 480
ORDER_ID = re.compile(r"[0-9A-Za-z-]{1,64}")
_HASH = GENESIS = re.compile(r"0x[0-9a-f]{64}")
GENESIS_WORDS = "the hash of a chain's first block"
_WORD = re.compile(r"[a-z][a-z_ ]{0,39}")
_NO_END = "It had no end when it was exported (it was “{}”); this program does not follow it."
_STATES = frozenset(state.value for state in OrderState)
_ROLES = frozenset(role.value for role in ExtrinsicRole)

AddressTrouble = Callable[[str], str | None]
"""Why a text is no address, as a sentence; None where it is one."""


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """An order of a file, and its note where it has one."""

    order: Order
    note: OrderNote | None


def told_orders(document: Fields, trouble_with: AddressTrouble) -> tuple[ToldOrder, ...]:
    """The orders of a document. Raises NotOurDocument for the first field that does not do, and for an id twice."""
    found = tuple(_order_in(fields, trouble_with) for fields in document.rows("orders", MOST_ORDERS))
    seen: set[str] = set()
    for number, told in enumerate(found):
        if told.order.id in seen:
            raise NotOurDocument(f"orders[{number}].id stands there twice.")
        seen.add(told.order.id)
    return found


def _order_in(fields: Fields, trouble_with: AddressTrouble) -> ToldOrder:
    order_id, created_at = fields.form("id", ORDER_ID, "the id of an order"), fields.moment("created_at")
    extrinsics = tuple(fields.rows("extrinsics", _MOST_EXTRINSICS))
    signed = tuple(map(_extrinsic, extrinsics))
    roles = [each.role for each in signed]
    if roles not in ([ExtrinsicRole.OPERATION], [ExtrinsicRole.CARRIER, ExtrinsicRole.OPERATION]):
        raise fields.wrong("extrinsics", "must be that of the operation, behind its carrier where it has one")
    order = Order(
        id=order_id,
        network=fields.text("network", _NAME_CELLS),
        genesis=fields.form("genesis", GENESIS, GENESIS_WORDS),
        owner=OwnerAddress(_address(fields, "owner", trouble_with)),
        signer=SignerAddress(_address(fields, "signer", trouble_with)),
        operation=fields.form("operation", _WORD, "an operation's word"),
        call_name=fields.form("call_name", _WORD, "a call's name"),
        hotkey="" if fields.is_null("hotkey") else _address(fields, "hotkey", trouble_with),
        subnets=tuple(map(_subnet, fields.rows("subnets", _MOST_SUBNETS))),
        pays=_amount(fields, "amount"),
        quoted=_quoted(fields),
        created_at=created_at,
        extrinsics=signed,
        events=tuple(_recorded(each, n, created_at, fields) for n, each in enumerate(extrinsics)),
    )
    return ToldOrder(order, _note(fields, order_id, created_at))


def _extrinsic(fields: Fields) -> OrderExtrinsic:
    return OrderExtrinsic(
        hash=fields.form("hash", _HASH, "a hash"),
        nonce=fields.whole("nonce", _LAST_BLOCK),
        era_block=fields.whole("era_block", _LAST_BLOCK),
        last_valid_block=fields.whole("last_valid_block", _LAST_BLOCK),
        role=ExtrinsicRole(fields.one_of("role", _ROLES)),
    )


def _recorded(fields: Fields, number: int, created_at: float, of_order: Fields) -> OrderRecorded:
    """How far an extrinsic came; one without an end is closed. What the order changed belongs to its last one."""
    told = fields.one_of("state", _STATES)
    state, is_last = OrderState(told), fields.one_of("role", _ROLES) == ExtrinsicRole.OPERATION.value
    sentence = (of_order.text_or_none("sentence", _SENTENCE_CELLS) or "") if is_last else ""
    is_open = state.is_open
    steps = tuple((step.one_of("state", _STATES), step.moment("at")) for step in fields.rows("steps", _MOST_STEPS))
    block_hash = None if fields.is_null("block_hash") else fields.form("block_hash", _HASH, "a hash")
    return OrderRecorded(
        at=max((at for _, at in steps), default=created_at),
        extrinsic=number,
        state=OrderState.CLOSED if is_open else state,
        steps=steps,
        block=fields.whole_or_none("block", _LAST_BLOCK),
        block_hash=block_hash,
        settlement=_settlement(of_order) if is_last else None,
        sentence=_NO_END.format(told) if is_open else sentence,
    )


def _subnet(fields: Fields) -> OrderSubnet:
    return OrderSubnet(
        netuid=fields.whole("netuid", NETUIDS),
        symbol=fields.text("symbol", 8),
        name=fields.text("name", _NAME_CELLS),
        registered_at=fields.whole_or_none("registered_at", _LAST_BLOCK),
    )


def _quoted(fields: Fields) -> Quoted:
    price, limit = fields.whole_or_none("price_before_rao"), fields.whole_or_none("limit_price_rao")
    ratio = fields.whole_or_none("limit_ratio_billionths")
    quoted = _amount(fields, "quoted")
    fee = fields.whole_or_none("quoted_network_fee_rao")
    return Quoted(
        block=fields.whole("quoted_block", _LAST_BLOCK),
        received=quoted,
        worst_received=amount_of(quoted.asset, fields.whole("worst_rao")),
        pool_fee=_amount_or_none(fields, "quoted_pool_fee"),
        network_fee=None if fee is None else Tao(fee),
        price_before=None if price is None else Price(price),
        limit=None if limit is None else Price(limit),
        limit_ratio=None if ratio is None else PriceRatio(ratio),
        allow_partial=fields.truth("allow_partial"),
    )


def _settlement(fields: Fields) -> Settlement | None:
    if fields.is_null("flows"):
        return None
    fee, in_alpha = fields.whole_or_none("network_fee_rao"), _amount_or_none(fields, "fee_in_alpha")
    if isinstance(in_alpha, Tao):
        raise fields.wrong("fee_in_alpha_netuid", "must be a subnet's number")
    return Settlement(
        flows=tuple(map(_flow, fields.rows("flows", _MOST_FLOWS))),
        filled=_filled(fields),
        network_fee=None if fee is None else Tao(fee),
        fee_in_alpha=in_alpha,
    )


def _filled(fields: Fields) -> Filled | None:
    paid, received = _amount_or_none(fields, "paid"), _amount_or_none(fields, "received")
    if paid is None or received is None:
        return None
    return Filled(paid, received, _amount_or_none(fields, "pool_fee"), _rest(fields.inner("rest")))


def _rest(fields: Fields | None) -> RestSold | None:
    if fields is None:
        return None
    netuid = fields.whole("netuid", NETUIDS)
    paid, fee = Alpha(fields.whole("paid_rao"), netuid), Alpha(fields.whole("pool_fee_rao"), netuid)
    return RestSold(paid, Tao(fields.whole("received_rao")), fee)


def _flow(fields: Fields) -> Flow:
    asset = Asset(fields.whole_or_none("netuid", NETUIDS))
    return Flow(fields.text("account", _NAME_CELLS), amount_of(asset, fields.whole("rao", U64_MAX, -U64_MAX)))


def _amount(fields: Fields, name: str) -> Tao | Alpha:
    return amount_of(Asset(fields.whole_or_none(f"{name}_netuid", NETUIDS)), fields.whole(f"{name}_rao"))


def _amount_or_none(fields: Fields, name: str) -> Tao | Alpha | None:
    return None if fields.is_null(f"{name}_rao") else _amount(fields, name)


def _address(fields: Fields, name: str, trouble_with: AddressTrouble) -> str:
    address = fields.text(name, _NAME_CELLS)
    if trouble_with(address) is not None:
        raise fields.wrong(name, "must be an address")
    return address


def _note(fields: Fields, order_id: str, created_at: float) -> OrderNote | None:
    written = fields.text_or_none("note", _NOTE_LETTERS)
    if not written:
        return None
    try:
        text = note_text(written)
    except NotANote as error:
        raise fields.wrong("note", f"is no note: {str(error).removesuffix('.')}") from error
    at = fields.moment_or_none("noted_at")
    return OrderNote(order_id, created_at if at is None else at, text)
