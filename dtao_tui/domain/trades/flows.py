"""Flows: what an account gains or loses by an order, as its quote expects it and as the chain's events tell it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao, amount_of
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.trades.chain_events import ChainEvent, account_in, amount_in
from dtao_tui.domain.trades.intents import STAKING


@dataclass(frozen=True, slots=True)
class Flow:
    """A change of what one account has of one asset."""

    account: str
    amount: Tao | Alpha
    """Above zero is gained, below zero lost."""

    @property
    def asset(self) -> Asset:
        """What is gained or lost."""
        return self.amount.asset


@dataclass(frozen=True, slots=True)
class StakeChange:
    """TAO and alpha that changed hands in one pool, by one `StakeAdded` or `StakeRemoved`."""

    coldkey: str
    hotkey: str
    tao: Tao
    """For `StakeAdded` the whole amount that was paid, the pool's fee in it."""

    alpha: Alpha
    """For `StakeRemoved` the whole amount that left the position, the pool's fee in it."""

    fee: int
    """The pool's fee in rao, in the unit that was paid."""


@dataclass(frozen=True, slots=True)
class PaidFee:
    """The network's fee as it was taken."""

    payer: str
    tao: Tao
    alpha: Alpha | None = None
    """What was sold for it where the payer had too little TAO."""


def expected_flows(
    owner: str, payer: str, *, pays: Tao | Alpha, receives: Tao | Alpha, network_fee: Tao | None
) -> tuple[Flow, ...]:
    """What an order changes if it fills as quoted; a network fee that is not known is left out."""
    fee = () if network_fee is None else (Flow(payer, -network_fee),)
    return summed((Flow(owner, -pays), Flow(owner, receives), *fee))


def flows_of(events: Sequence[ChainEvent], *, removal_has_fee: bool = False) -> tuple[Flow, ...]:
    """What an extrinsic's events say that it changed, for each account. Raises UnreadableEvent.

    `removal_has_fee` is true of runtimes before the weights; see `stake_removed`.
    """
    fee = fee_paid(events)
    found = [] if fee is None else [Flow(fee.payer, -fee.tao)]
    for event in events:
        read = _READERS.get((event.pallet, event.name))
        found += read(event, removal_has_fee) if read else ()
    return summed(found)


def fee_paid(events: Sequence[ChainEvent]) -> PaidFee | None:
    """The network's fee, or None where no event names one. Raises UnreadableEvent.

    Where it was taken in alpha, a `StakeRemoved` of its own sells the alpha, and a second event may name the TAO again.
    """
    for event in _named(events, STAKING, "TransactionFeePaidWithAlpha"):
        sold = Alpha(amount_in(event.named("alpha_fee")), amount_in(event.named("netuid")))
        return PaidFee(account_in(event.named("who")), Tao(amount_in(event.named("tao_amount"))), sold)
    for event in _named(events, "TransactionPayment", "TransactionFeePaid"):
        return PaidFee(account_in(event.named("who")), Tao(amount_in(event.named("actual_fee"))))
    return None


def stake_added(event: ChainEvent) -> StakeChange:
    """TAO that was staked. Raises UnreadableEvent."""
    coldkey, hotkey, tao, alpha, netuid, fee = event.unnamed(6)
    bought = Alpha(amount_in(alpha), amount_in(netuid))
    return StakeChange(account_in(coldkey), account_in(hotkey), Tao(amount_in(tao)), bought, amount_in(fee))


def stake_removed(event: ChainEvent, *, removal_has_fee: bool) -> StakeChange:
    """Alpha that was sold. Raises UnreadableEvent.

    `StakeRemoved` names the alpha with the pool's fee in spec 293, and without it in spec 425.
    """
    coldkey, hotkey, tao, alpha, netuid, fee = event.unnamed(6)
    leaving = amount_in(alpha) + (0 if removal_has_fee else amount_in(fee))
    sold = Alpha(leaving, amount_in(netuid))
    return StakeChange(account_in(coldkey), account_in(hotkey), Tao(amount_in(tao)), sold, amount_in(fee))


def summed(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """One flow for each account and asset; what comes to nothing is left out."""
    totals: dict[tuple[str, Asset], int] = {}
    for flow in flows:
        place = (flow.account, flow.asset)
        totals[place] = totals.get(place, 0) + flow.amount.rao
    return tuple(Flow(account, amount_of(asset, rao)) for (account, asset), rao in totals.items() if rao)


def _of_stake_added(event: ChainEvent, _removal_has_fee: bool) -> tuple[Flow, ...]:
    change = stake_added(event)
    return Flow(change.coldkey, -change.tao), Flow(change.coldkey, change.alpha)


def _of_stake_removed(event: ChainEvent, removal_has_fee: bool) -> tuple[Flow, ...]:
    change = stake_removed(event, removal_has_fee=removal_has_fee)
    return Flow(change.coldkey, -change.alpha), Flow(change.coldkey, change.tao)


def _named(events: Sequence[ChainEvent], pallet: str, name: str) -> Iterator[ChainEvent]:
    return (event for event in events if (event.pallet, event.name) == (pallet, name))


_READERS: Mapping[tuple[str, str], Callable[[ChainEvent, bool], tuple[Flow, ...]]] = {
    (STAKING, "StakeAdded"): _of_stake_added,
    (STAKING, "StakeRemoved"): _of_stake_removed,
}
"""One line for each event that moves money, the fee's apart. A move within a subnet emits `StakeRemoved` and
`StakeAdded`, which cancel each other out."""
