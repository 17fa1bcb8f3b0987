"""Reads orders from documents of forms 1 and 2 of the journal, which hold the last state and no events.

Their fields are frozen here as those programs wrote them; fields of form 2 that form 1 lacks have a default.
"""

from typing import Annotated

import msgspec

from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order import Order, OrderExtrinsic, OrderSubnet, Quoted
from dtao_tui.domain.orders.order_events import OrderRecorded
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled, RestSold, Settlement

_Seconds = Annotated[float, msgspec.Meta(gt=-(2.0**37), lt=2.0**37)]
_Rao = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,39}$")]


class NotAnEntry(ValueError):
    """A document that is no order, or no event, of this journal."""


class _Amount(msgspec.Struct, frozen=True):
    """TAO or a price; alpha where it has a netuid."""

    rao: _Rao
    netuid: int | None = None

    def tao(self) -> Tao:
        return Tao(int(self.rao))

    def alpha(self) -> Alpha:
        if self.netuid is None:
            raise ValueError("alpha has no subnet")
        return Alpha(int(self.rao), self.netuid)

    def either(self) -> Tao | Alpha:
        return self.tao() if self.netuid is None else self.alpha()

    def price(self) -> Price:
        return Price(int(self.rao))


class _Quoted(msgspec.Struct, frozen=True):
    block: int
    received: _Amount
    worst_received: _Amount
    pool_fee: _Amount
    network_fee: _Amount | None
    price_before: _Amount
    limit: _Amount

    def value(self) -> Quoted:
        return Quoted(
            block=self.block,
            received=self.received.either(),
            worst_received=self.worst_received.either(),
            pool_fee=self.pool_fee.either(),
            network_fee=self.network_fee.tao() if self.network_fee else None,
            price_before=self.price_before.price(),
            limit=self.limit.price(),
        )


class _RestSold(msgspec.Struct, frozen=True):
    paid: _Amount
    received: _Amount
    pool_fee: _Amount


class _Filled(msgspec.Struct, frozen=True):
    paid: _Amount
    received: _Amount
    pool_fee: _Amount
    network_fee: _Amount | None
    rest: _RestSold | None = None
    fee_in_alpha: _Amount | None = None

    def settlement(self) -> Settlement:
        """The settlement, without flows: those programs recorded none."""
        rest = self.rest
        sold = RestSold(rest.paid.alpha(), rest.received.tao(), rest.pool_fee.alpha()) if rest else None
        return Settlement(
            filled=Filled(self.paid.either(), self.received.either(), self.pool_fee.either(), sold),
            network_fee=self.network_fee.tao() if self.network_fee else None,
            fee_in_alpha=self.fee_in_alpha.alpha() if self.fee_in_alpha else None,
        )


class _Moment(msgspec.Struct, frozen=True):
    wall: _Seconds
    uptime: _Seconds
    boot: str = ""


class _PlacedOrder(msgspec.Struct, frozen=True):
    id: str
    network: str
    genesis: str
    address: str
    kind: str
    netuid: int
    symbol: str
    name: str
    hotkey: str
    pays: _Amount
    quoted: _Quoted
    call_name: str
    extrinsic_hash: str
    nonce: int
    era_block: int
    last_valid_block: int
    created_at: _Seconds
    state: OrderState
    sentence: str
    block: int | None
    block_hash: str | None
    filled: _Filled | None
    steps: tuple[tuple[str, _Seconds], ...]
    era_hash: str
    registered_at: int | None = None
    signed_at: _Moment | None = None
    era_seconds: _Seconds = 0.0
    rehearsal: str = ""
    answer: str = ""


def order_of(document: str) -> Order:
    """The order in a document of form 1 or 2, with its last state as its only event. Raises NotAnEntry."""
    try:
        return _order(_DECODER.decode(document))
    except (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise NotAnEntry(f"An order in the journal cannot be read: {error!r}.") from error


def _order(placed: _PlacedOrder) -> Order:
    return Order(
        id=placed.id,
        network=placed.network,
        genesis=placed.genesis,
        owner=OwnerAddress(placed.address),
        signer=SignerAddress(placed.address),
        operation=placed.kind,
        call_name=placed.call_name,
        hotkey=placed.hotkey,
        subnets=(OrderSubnet(placed.netuid, placed.symbol, placed.name, placed.registered_at),),
        pays=placed.pays.either(),
        quoted=placed.quoted.value(),
        created_at=placed.created_at,
        extrinsics=(_extrinsic(placed),),
        events=(_last_state(placed),),
    )


def _extrinsic(placed: _PlacedOrder) -> OrderExtrinsic:
    at = placed.signed_at
    return OrderExtrinsic(
        hash=placed.extrinsic_hash,
        nonce=placed.nonce,
        era_block=placed.era_block,
        last_valid_block=placed.last_valid_block,
        era_hash=placed.era_hash,
        era_seconds=placed.era_seconds,
        signed_at=Moment(at.wall, at.uptime, at.boot) if at else None,
    )


def _last_state(placed: _PlacedOrder) -> OrderRecorded:
    return OrderRecorded(
        at=placed.steps[-1][1] if placed.steps else placed.created_at,
        state=placed.state,
        steps=placed.steps,
        sentence=placed.sentence,
        block=placed.block,
        block_hash=placed.block_hash,
        settlement=placed.filled.settlement() if placed.filled else None,
        rehearsal=placed.rehearsal,
        answer=placed.answer,
    )


_DECODER = msgspec.json.Decoder(_PlacedOrder)
