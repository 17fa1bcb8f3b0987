"""Flows: what an account gains or loses by an order, as its quote expects it and as the chain's events tell it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao, amount_of
from dtao_tui.domain.assets import Asset
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.chain_events import ChainEvent, UnreadableEvent, account_in, amount_in
from dtao_tui.domain.trades.intents import STAKING

CLAIM = (STAKING, "RootClaimed")
"""The event that tells of root dividends sold and staked on root."""

GIFTS = ((STAKING, "StakeTransferred"), (STAKING, "StakeAndHotkeyTransferred"))
"""The events that tell of stake given to another account."""


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
    owner: str,
    payer: str,
    *,
    pays: Tao | Alpha,
    receives: Tao | Alpha,
    network_fee: Tao | None,
    gift: Flow | None = None,
) -> tuple[Flow, ...]:
    """What an order changes if it fills as quoted; a network fee that is not known is left out.

    `gift` is what another account gets of what is received.
    """
    fee = () if network_fee is None else (Flow(payer, -network_fee),)
    given = () if gift is None else (Flow(owner, -gift.amount), gift)
    return summed((Flow(owner, -pays), Flow(owner, receives), *given, *fee))


def flows_of(events: Sequence[ChainEvent], *, removal_has_fee: bool = False) -> tuple[Flow, ...]:
    """What an extrinsic's events say that it changed, for each account. Raises UnreadableEvent.

    `removal_has_fee` is true of runtimes before the weights; see `stake_removed`.
    """
    fee = fee_paid(events)
    found = [] if fee is None else [Flow(fee.payer, -fee.tao)]
    told = [(_READERS[title], event) for event in events if (title := (event.pallet, event.name)) in _READERS]
    for read, event in told:
        found += read(event, removal_has_fee)
    # Staking moves TAO by transfers, too, which its own events tell already.
    return summed(found if told else (*found, *transfers_of(events)))


def transfers_of(events: Sequence[ChainEvent]) -> tuple[Flow, ...]:
    """The free TAO that goes from account to account, by `Balances.Transfer`. Raises UnreadableEvent."""
    found: list[Flow] = []
    for event in _named(events, "Balances", "Transfer"):
        tao = Tao(amount_in(event.named("amount")))
        found += (Flow(account_in(event.named("from")), -tao), Flow(account_in(event.named("to")), tao))
    return tuple(found)


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


def locked_by(events: Sequence[ChainEvent], owner: str, netuid: int) -> Alpha | None:
    """The alpha that the owner locked on a subnet, which changes nobody's stake; None without a lock.

    Source: `StakeLocked` (spec 411 and later). Raises UnreadableEvent.
    """
    told = [
        amount_in(event.named("amount"))
        for event in _named(events, STAKING, "StakeLocked")
        if (account_in(event.named("coldkey")), amount_in(event.named("netuid"))) == (owner, netuid)
    ]
    return Alpha(sum(told), netuid) if told else None


def root_claimed(event: ChainEvent) -> tuple[str, Alpha]:
    """Whose root dividends were sold, and the TAO of that as the root stake that it became. Raises UnreadableEvent.

    Runtimes up to spec 439 name no amount.
    """
    return account_in(event.named("coldkey")), Alpha(amount_in(event.named("tao")), ROOT)


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


def _of_root_claimed(event: ChainEvent, _removal_has_fee: bool) -> tuple[Flow, ...]:
    return (Flow(*root_claimed(event)),)


def _of_gift(event: ChainEvent, _removal_has_fee: bool) -> tuple[Flow, ...]:
    """The TAO of stake that is given away goes from one account to the other; within a subnet only in these events."""
    if len(event.values) < 3:
        raise UnreadableEvent(f"{event.pallet}.{event.name} has other values")
    giver, taker, tao = account_in(event.values[0]), account_in(event.values[1]), Tao(amount_in(event.values[-1]))
    return Flow(giver, -tao), Flow(taker, tao)


def _named(events: Sequence[ChainEvent], pallet: str, name: str) -> Iterator[ChainEvent]:
    return (event for event in events if (event.pallet, event.name) == (pallet, name))


_READERS: Mapping[tuple[str, str], Callable[[ChainEvent, bool], tuple[Flow, ...]]] = {
    (STAKING, "StakeAdded"): _of_stake_added,
    (STAKING, "StakeRemoved"): _of_stake_removed,
    CLAIM: _of_root_claimed,
    **dict.fromkeys(GIFTS, _of_gift),
}
"""One line for each event that moves money, the fee's apart. A move within a subnet emits `StakeRemoved` and
`StakeAdded`, which cancel each other out."""
