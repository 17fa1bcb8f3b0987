"""What a block did with one extrinsic, as its events say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dtao_tui.chain import error_messages
from dtao_tui.chain.reading.translate import address_of, number, whole
from dtao_tui.chain.runtime.decode_guard import UNREADABLE
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders.order_record import RestSold
from dtao_tui.ports.extrinsics import Outcome

Attributes = Any
NetworkFee = tuple[Tao | None, Alpha | None]
Read = TypeVar("Read")
NameOf = Callable[[Any], str]
"""Names a dispatch error by the metadata of the block's runtime."""

_NO_FEE: NetworkFee = (None, None)
_ILLEGIBLE = "This runtime tells the amounts in a form unknown here; the position shows them."


@dataclass(frozen=True, slots=True)
class ChainEvent:
    """One event of the extrinsic."""

    pallet: str
    name: str
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class ExtrinsicPlace:
    """Where an extrinsic was found, and who signed it."""

    block: int
    block_hash: str
    index: int
    signer: str


def events_of(records: Sequence[Mapping[str, Any]], index: int) -> tuple[ChainEvent, ...]:
    """The events of the extrinsic with this number in its block."""
    found = (record for record in records if record.get("extrinsic_idx") == index)
    return tuple(_event(record["event"]) for record in found)


def outcome_of(
    events: Sequence[ChainEvent], place: ExtrinsicPlace, netuid: int, name_of: NameOf, *, alpha_has_fee: bool = False
) -> Outcome:
    """What the extrinsic came to. Raises ValueError where its events do not say how it ended.

    `alpha_has_fee` is true of runtimes before the weights: their `StakeRemoved` names the alpha with the pool's fee.
    """
    failure = _failure(events, name_of)
    fee, in_alpha = _legible(lambda: _network_fee(events), _NO_FEE)
    if failure is not None:
        return Outcome(
            place.block,
            place.block_hash,
            succeeded=False,
            network_fee=fee,
            error=failure,
            sentence=error_messages.sentence_of(failure),
        )
    if not any((event.pallet, event.name) == ("System", "ExtrinsicSuccess") for event in events):
        raise ValueError("the events do not say how the extrinsic ended")
    traded = _legible(lambda: _traded(events, place.signer, netuid, alpha_has_fee), None)
    return Outcome(
        place.block,
        place.block_hash,
        succeeded=True,
        paid=traded.paid if traded else None,
        received=traded.received if traded else None,
        pool_fee=traded.pool_fee if traded else None,
        network_fee=fee,
        rest=traded.rest if traded else None,
        fee_in_alpha=in_alpha,
        sentence=_ILLEGIBLE if traded is None else _told_of_fee(in_alpha),
    )


def _legible(read: Callable[[], Read], otherwise: Read) -> Read:
    """What is read, or the other where a runtime tells it in a form unknown here: whether it happened is known then."""
    try:
        return read()
    except UNREADABLE:
        return otherwise


def _told_of_fee(in_alpha: Alpha | None) -> str:
    return f"The network fee was taken as {in_alpha} α: there was too little free TAO." if in_alpha else ""


@dataclass(frozen=True, slots=True)
class _Traded:
    """What an order moved; nothing where it traded nothing here."""

    paid: Tao | Alpha | None = None
    received: Tao | Alpha | None = None
    pool_fee: Tao | Alpha | None = None
    rest: RestSold | None = None


def _traded(events: Sequence[ChainEvent], signer: str, netuid: int, alpha_has_fee: bool) -> _Traded:
    """What a stake or an unstake of the signer moved.

    An unstake has one sale. Where it leaves a rest too small to stay, the chain sells that as well, right behind it and
    by the same event (`clear_small_nomination_if_required`, spec 461).
    """
    added = tuple(_stake_events(events, "StakeAdded", signer, netuid))
    removed = _without_the_fee(_stake_events(events, "StakeRemoved", signer, netuid), _network_fee(events))
    if added and not removed:
        # `StakeAdded` names the TAO with the pool's fee in it.
        return _Traded(Tao(_sum(added, "tao")), Alpha(_sum(added, "alpha"), netuid), Tao(_sum(added, "fee")))
    if removed and not added:
        own = removed[0]
        behind = tuple(sale for sale in removed[1:] if sale.hotkey == own.hotkey)
        others = tuple(sale for sale in removed[1:] if sale.hotkey != own.hotkey)
        sold = _sale_of((own, *others), netuid, alpha_has_fee)
        rest = _sale_of(behind, netuid, alpha_has_fee) if behind else None
        return _Traded(sold.paid, sold.received, sold.pool_fee, rest)
    return _Traded()


def _sale_of(removed: Sequence["_StakeEvent"], netuid: int, alpha_has_fee: bool) -> RestSold:
    # `StakeRemoved` names the alpha with the pool's fee in spec 293, and without it in spec 425.
    leaving = _sum(removed, "alpha") + (0 if alpha_has_fee else _sum(removed, "fee"))
    return RestSold(Alpha(leaving, netuid), Tao(_sum(removed, "tao")), Alpha(_sum(removed, "fee"), netuid))


@dataclass(frozen=True, slots=True)
class _StakeEvent:
    hotkey: str
    tao: int
    alpha: int
    fee: int


def _stake_events(events: Sequence[ChainEvent], name: str, signer: str, netuid: int) -> Iterator[_StakeEvent]:
    for event in events:
        if (event.pallet, event.name) == ("SubtensorModule", name):
            coldkey, hotkey, tao, alpha, where, fee = event.attributes
            if (coldkey, where) == (signer, netuid):
                yield _StakeEvent(address_of(hotkey), number(tao), number(alpha), number(fee))


def _without_the_fee(removed: Iterator[_StakeEvent], fee: NetworkFee) -> tuple[_StakeEvent, ...]:
    """The sales of the call alone. A network fee in alpha is sold before it, free of the pool's fee, by the same event.

    Source: `unstake_from_subnet` as the fee's payment calls it (spec 425).
    """
    sales, (tao, alpha) = tuple(removed), fee
    if tao is None or alpha is None:
        return sales
    amounts = (tao.rao, alpha.rao, 0)
    of_the_fee = next((at for at, sale in enumerate(sales) if (sale.tao, sale.alpha, sale.fee) == amounts), None)
    return sales if of_the_fee is None else sales[:of_the_fee] + sales[of_the_fee + 1 :]


def _sum(events: Sequence[_StakeEvent], name: str) -> int:
    return sum(getattr(event, name) for event in events)


def _network_fee(events: Sequence[ChainEvent]) -> NetworkFee:
    """The fee in TAO, and the alpha that was sold for it where the account had too little TAO."""
    for event in events:
        if (event.pallet, event.name) == ("SubtensorModule", "TransactionFeePaidWithAlpha"):
            sold = Alpha(whole(event.attributes, "alpha_fee"), whole(event.attributes, "netuid"))
            return Tao(whole(event.attributes, "tao_amount")), sold
    for event in events:
        if (event.pallet, event.name) == ("TransactionPayment", "TransactionFeePaid"):
            return Tao(whole(event.attributes, "actual_fee")), None
    return None, None


def _failure(events: Sequence[ChainEvent], name_of: NameOf) -> str | None:
    for event in events:
        if (event.pallet, event.name) == ("System", "ExtrinsicFailed"):
            return name_of(event.attributes["dispatch_error"])
    return None


def _event(record: Mapping[str, Any]) -> ChainEvent:
    return ChainEvent(record["module_id"], record["event_id"], record["attributes"])
