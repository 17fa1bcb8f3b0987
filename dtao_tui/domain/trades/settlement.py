"""Settlement: what an order really paid, received and cost, told from the events of its extrinsic."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.chain_events import ChainEvent, UnreadableEvent
from dtao_tui.domain.trades.flows import (
    CLAIM,
    GIFTS,
    Flow,
    PaidFee,
    StakeChange,
    fee_paid,
    flows_of,
    locked_by,
    root_claimed,
    stake_added,
    stake_removed,
    transfers_of,
)
from dtao_tui.domain.trades.intents import STAKING


@dataclass(frozen=True, slots=True)
class RestSold:
    """A second sale, which the chain made at any price because what the order left was too small to stay."""

    paid: Alpha
    received: Tao
    pool_fee: Alpha


@dataclass(frozen=True, slots=True)
class Filled:
    """What the order itself paid and received in its pool, and the pool's fee."""

    paid: Tao | Alpha
    """What left the account, the pool's fee in it, the network's not."""

    received: Tao | Alpha
    pool_fee: Tao | Alpha | None
    """None where no pool was passed."""

    rest: RestSold | None = None
    """What the chain sold besides, outside the order's limit; no part of the fill."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What an extrinsic changed, by its events."""

    flows: tuple[Flow, ...] = ()
    """Everything, for each account and asset; empty where the events cannot be read."""

    filled: Filled | None = None
    """None where it traded nothing here, or where that cannot be read."""

    network_fee: Tao | None = None
    fee_in_alpha: Alpha | None = None
    """What was sold of the position for the network's fee; None where TAO paid it."""

    is_readable: bool = True
    """Whether the runtime tells the amounts in a form known here."""


def settlement_of(
    events: Sequence[ChainEvent], owner: str, netuids: Sequence[int], *, removal_has_fee: bool = False
) -> Settlement:
    """What the extrinsic changed; the fill is what `owner` traded on these subnets, the one that is left first.

    `removal_has_fee` is true of runtimes before the weights; see `flows.stake_removed`.
    """
    fee: PaidFee | None = None
    try:
        fee = fee_paid(events)
        filled = _filled(events, owner, netuids, fee, removal_has_fee)
        flows = flows_of(events, removal_has_fee=removal_has_fee)
    except UnreadableEvent:
        return Settlement(network_fee=_tao(fee), fee_in_alpha=_alpha(fee), is_readable=False)
    return Settlement(flows, filled, _tao(fee), _alpha(fee))


def _tao(fee: PaidFee | None) -> Tao | None:
    return fee.tao if fee else None


def _alpha(fee: PaidFee | None) -> Alpha | None:
    return fee.alpha if fee else None


def _filled(
    events: Sequence[ChainEvent], owner: str, netuids: Sequence[int], fee: PaidFee | None, removal_has_fee: bool
) -> Filled | None:
    """What the owner bought or sold in a pool or in two, moved between hotkeys, gave away, locked, claimed or paid."""
    if not netuids:
        return _paid_away(events, owner)
    claims = [root_claimed(event) for event in events if (event.pallet, event.name) == CLAIM]
    claimed = [amount.rao for account, amount in claims if account == owner]
    if claimed:
        return Filled(Tao(0), Alpha(sum(claimed), ROOT), None)
    added = [stake_added(event) for event in events if (event.pallet, event.name) == (STAKING, "StakeAdded")]
    removed = [
        stake_removed(event, removal_has_fee=removal_has_fee)
        for event in events
        if (event.pallet, event.name) == (STAKING, "StakeRemoved")
    ]
    sold = _without_the_fee(_of_owner(removed, owner, netuids[:1]), fee)
    if len(netuids) > 1:
        return _swapped(sold, _of_owner(added, owner, netuids[1:]))
    bought = _of_owner(added, owner, netuids)
    if sold and _is_gift(events):
        return Filled(_alpha_of(sold), _alpha_of(sold), None)
    if bought and sold:
        # `transfer_stake_within_subnet` tells a move by both events, with one amount, without a pool (spec 461).
        return Filled(_alpha_of(sold), _alpha_of(bought), None)
    locked = locked_by(events, owner, netuids[0])
    if locked is not None:
        return Filled(locked, locked, None)
    if bought:
        return Filled(_tao_of(bought), _alpha_of(bought), Tao(_fee_of(bought)))
    return _sold(sold) if sold else None


def _sold(sold: list[StakeChange]) -> Filled:
    """One sale, or one with each of several hotkeys.

    Where a sale leaves a rest too small to stay, the chain sells that as well, right behind it and by the same event
    (`clear_small_nomination_if_required`, spec 461).
    """
    own = sold[0]
    behind = [sale for sale in sold[1:] if sale.hotkey == own.hotkey]
    sale = [own, *(other for other in sold[1:] if other.hotkey != own.hotkey)]
    return Filled(_alpha_of(sale), _tao_of(sale), Alpha(_fee_of(sale), own.alpha.netuid), _rest_of(behind))


def _swapped(sold: list[StakeChange], bought: list[StakeChange]) -> Filled | None:
    """A sale on one subnet and the purchase on the other.

    What a batch then passes on within the other subnet is told by events behind the purchase's, and changes nothing
    of what was bought.
    """
    if not sold or not bought:
        return None
    sale, purchase = sold[0], bought[0]
    fee = Alpha(sale.fee, sale.alpha.netuid) if sale.fee or not purchase.fee else Tao(purchase.fee)
    return Filled(sale.alpha, purchase.alpha, fee)


def _is_gift(events: Sequence[ChainEvent]) -> bool:
    return any((event.pallet, event.name) in GIFTS for event in events)


def _paid_away(events: Sequence[ChainEvent], owner: str) -> Filled | None:
    """TAO that the owner paid to others, by an extrinsic that touches no subnet."""
    lost = [flow.amount for flow in transfers_of(events) if flow.account == owner]
    paid = Tao(-sum(amount.rao for amount in lost))
    return Filled(paid, paid, None) if paid.rao > 0 else None


def _of_owner(changes: Sequence[StakeChange], owner: str, netuids: Collection[int]) -> list[StakeChange]:
    return [change for change in changes if change.coldkey == owner and change.alpha.netuid in netuids]


def _without_the_fee(sales: list[StakeChange], fee: PaidFee | None) -> list[StakeChange]:
    """The sales of the call alone. A network fee in alpha is sold before it, free of the pool's fee, by the same event.

    Source: `unstake_from_subnet` as the fee's payment calls it (spec 425).
    """
    if fee is None or fee.alpha is None:
        return sales
    amounts = (fee.tao, fee.alpha, 0)
    of_the_fee = next((at for at, sale in enumerate(sales) if (sale.tao, sale.alpha, sale.fee) == amounts), None)
    return sales if of_the_fee is None else sales[:of_the_fee] + sales[of_the_fee + 1 :]


def _rest_of(behind: list[StakeChange]) -> RestSold | None:
    if not behind:
        return None
    return RestSold(_alpha_of(behind), _tao_of(behind), Alpha(_fee_of(behind), behind[0].alpha.netuid))


def _tao_of(changes: Sequence[StakeChange]) -> Tao:
    return Tao(sum(change.tao.rao for change in changes))


def _alpha_of(changes: Sequence[StakeChange]) -> Alpha:
    return Alpha(sum(change.alpha.rao for change in changes), changes[0].alpha.netuid)


def _fee_of(changes: Sequence[StakeChange]) -> int:
    return sum(change.fee for change in changes)
