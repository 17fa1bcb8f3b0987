"""What a block's events say that happened to one account, whoever signed: money moved, each once, in their order.

Every TAO of the account is told by events of the balances (`balance_moves`) where the runtime has them, and by the
staking events where it does not. An event of another form than known here is left out: what it did then shows as a
difference that nothing explains. Sources: events of pallet subtensor, spec 425 and 475.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from dtao_tui.domain.ledger.balance_moves import BalanceMoves
from dtao_tui.domain.ledger.ledger_entries import EntryKind
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.domain.trades.chain_events import ChainEvent, UnreadableEvent, account_in, amount_in
from dtao_tui.domain.trades.flows import CLAIM, GIFTS, StakeChange, stake_added, stake_removed
from dtao_tui.domain.trades.intents import STAKING

ADDED, REMOVED = (STAKING, "StakeAdded"), (STAKING, "StakeRemoved")
_MOVED = (STAKING, "StakeMoved")
_BASKET_CLAIMED = (STAKING, "BasketClaimed")
_FEE_IN_ALPHA = (STAKING, "TransactionFeePaidWithAlpha")
_FEE = ("TransactionPayment", "TransactionFeePaid")
_PAID_OUT = (STAKING, "NetworkDissolveCleanupCompleted")


@dataclass(frozen=True, slots=True)
class Movement:
    """Money of the account that an event moved; amounts in rao, above zero for what is gained."""

    kind: EntryKind
    cash: int = 0
    netuid: int | None = None
    hotkey: str = ""
    alpha: int = 0
    other: str = ""
    extrinsic: int | None = None


def movements_of(block: BlockEvents, account: str) -> list[Movement]:
    """What the events of a block moved of an account's money."""
    found: list[Movement] = []
    for extrinsic, placed in groupby(block.events, key=lambda each: each.extrinsic):
        events = [each.event for each in placed]
        told = _Extrinsic(events, account, removal_has_fee=block.removal_has_fee).movements()
        found += (replace(movement, extrinsic=extrinsic) for movement in told)
    return found


Touches = Counter[tuple[int | None, str]]
"""How often events changed what a hotkey's stakes are shares of, by netuid (None: on all) and hotkey."""


def touches_in(block: BlockEvents) -> Touches:
    """The changes of hotkeys' stakes in a block by anybody: each may move any share of them by a rao."""
    touched: Touches = Counter()
    for placed in block.events:
        event = placed.event
        name = (event.pallet, event.name)
        if name in (ADDED, REMOVED) and len(event.values) > 4:
            netuid, hotkey = event.values[4], event.values[1]
            if isinstance(netuid, int) and isinstance(hotkey, str):
                touched[netuid, hotkey] += 1
        elif name == _BASKET_CLAIMED and "hotkey" in event.names:
            touched[None, str(event.named("hotkey"))] += 1
    return touched


class _Extrinsic:
    """The events of one extrinsic, or of the chain's own work, as one account sees them."""

    def __init__(self, events: Sequence[ChainEvent], account: str, *, removal_has_fee: bool) -> None:
        self._events = events
        self._account = account
        self._removal_has_fee = removal_has_fee
        self._moves = BalanceMoves(events, account)
        self._told: list[tuple[int, Movement]] = []
        self._used: set[int] = set()
        """The staking events that are told by now."""

    def movements(self) -> list[Movement]:
        self._each(_FEE_IN_ALPHA, self._fee_in_alpha)
        for name in (_MOVED, *GIFTS):
            self._each(name, self._within_subnet)
        self._each(ADDED, self._staked)
        self._each(REMOVED, self._unstaked)
        self._each(_BASKET_CLAIMED, self._basket_claimed)
        if not any(movement.kind is EntryKind.CLAIM for _, movement in self._told):
            self._each(CLAIM, self._claimed)
        self._each((STAKING, "AutoStakeAdded"), self._incentive)
        for burned in ("AlphaRecycled", "AlphaBurned"):
            self._each((STAKING, burned), self._burned)
        for gift in GIFTS:
            self._each(gift, self._given_as_tao)
        self._network_fee()
        self._rest()
        return [movement for _, movement in sorted(self._told, key=lambda told: told[0])]

    def _each(self, name: tuple[str, str], tell: Callable[[int, ChainEvent], None]) -> None:
        for at, event in enumerate(self._events):
            if (event.pallet, event.name) != name or at in self._used:
                continue
            try:
                tell(at, event)
            except UnreadableEvent:
                continue

    def _tell(self, at: int, movement: Movement) -> None:
        self._told.append((at, movement))

    def _fee_in_alpha(self, _at: int, event: ChainEvent) -> None:
        """The fee was sold free of the pool's fee before the call, by a `StakeRemoved` of its own."""
        if account_in(event.named("who")) != self._account:
            return
        amounts = tuple(amount_in(event.named(name)) for name in ("netuid", "alpha_fee", "tao_amount"))
        for place, sale in self._changes(REMOVED):
            if sale.coldkey == self._account and (sale.alpha.netuid, sale.alpha.rao, sale.tao.rao) == amounts:
                self._used.add(place)
                alpha = Movement(EntryKind.FEE_IN_ALPHA, 0, amounts[0], sale.hotkey, -sale.alpha.rao)
                self._tell(place, alpha)
                return

    def _within_subnet(self, at: int, event: ChainEvent) -> None:
        """A move within a subnet is told by a `StakeRemoved` and a `StakeAdded` of one amount, and moves no TAO."""
        origin, destination = _netuids_of(event)
        if origin != destination:
            return
        tao = amount_in(event.values[-1])
        sides = [
            (name, next((each for each in reversed(list(self._changes(name))) if each[0] < at), None))
            for name in (REMOVED, ADDED)
        ]
        found = [(name, *side) for name, side in sides if side is not None]
        if len(found) != 2 or any((change.tao.rao, change.alpha.netuid) != (tao, origin) for *_, change in found):
            return
        (_, out_at, left), (_, in_at, came) = found
        if left.alpha != came.alpha:
            return
        self._used |= {out_at, in_at}
        is_own = left.coldkey == came.coldkey
        for place, change, sign, other, kind in (
            (out_at, left, -1, came.coldkey, EntryKind.GIVEN),
            (in_at, came, 1, left.coldkey, EntryKind.RECEIVED),
        ):
            if change.coldkey == self._account:
                alpha, whose = sign * change.alpha.rao, "" if is_own else other
                self._tell(place, Movement(EntryKind.MOVED if is_own else kind, 0, origin, change.hotkey, alpha, whose))

    def _staked(self, at: int, event: ChainEvent) -> None:
        change = stake_added(event)
        if change.coldkey == self._account:
            paid = self._moves.claim_paid(at, change.tao.rao)
            cash = -change.tao.rao if paid is None else -paid
            self._tell(at, _trade(EntryKind.STAKED, cash, change, change.alpha.rao))

    def _unstaked(self, at: int, event: ChainEvent) -> None:
        change = stake_removed(event, removal_has_fee=self._removal_has_fee)
        if change.coldkey == self._account:
            self._moves.claim_received(at, change.tao.rao)
            self._tell(at, _trade(EntryKind.UNSTAKED, change.tao.rao, change, -change.alpha.rao))

    def _basket_claimed(self, at: int, event: ChainEvent) -> None:
        if account_in(event.named("coldkey")) == self._account:
            hotkey, tao = account_in(event.named("hotkey")), amount_in(event.named("tao"))
            self._tell(at, Movement(EntryKind.CLAIM, 0, ROOT, hotkey, tao))

    def _claimed(self, at: int, event: ChainEvent) -> None:
        if account_in(event.named("coldkey")) == self._account and (tao := amount_in(event.named("tao"))):
            self._tell(at, Movement(EntryKind.CLAIM, 0, ROOT, "", tao))

    def _incentive(self, at: int, event: ChainEvent) -> None:
        """A miner's incentive, staked where its owner chose."""
        if account_in(event.named("owner")) == self._account:
            netuid, alpha = (amount_in(event.named(name)) for name in ("netuid", "incentive"))
            self._tell(at, Movement(EntryKind.EMISSION, 0, netuid, account_in(event.named("destination")), alpha))

    def _burned(self, at: int, event: ChainEvent) -> None:
        coldkey, hotkey, alpha, netuid = event.unnamed(4)
        if account_in(coldkey) == self._account:
            alpha_rao = -amount_in(alpha)
            self._tell(at, Movement(EntryKind.BURNED, 0, amount_in(netuid), account_in(hotkey), alpha_rao))

    def _given_as_tao(self, at: int, event: ChainEvent) -> None:
        """Stake given across subnets passes on as TAO: by a transfer, or in runtimes that tell none by this event."""
        origin, destination = _netuids_of(event)
        if origin == destination:
            return
        giver, taker, tao = account_in(event.values[0]), account_in(event.values[1]), amount_in(event.values[-1])
        if self._account not in (giver, taker) or giver == taker:
            return
        is_giver = giver == self._account
        other, rao = (taker, -tao) if is_giver else (giver, tao)
        self._moves.claim_transfer(other, rao)
        self._tell(at, Movement(EntryKind.WITHDRAWAL if is_giver else EntryKind.DEPOSIT, rao, other=other))

    def _network_fee(self) -> None:
        """The fee as it was taken; where the runtime tells no withdrawal, as its own event tells it."""
        moved, at = self._moves.claim_fee()
        fee = 0
        for place, event in enumerate(self._events):
            if (event.pallet, event.name) != _FEE:
                continue
            try:
                fee, payer = amount_in(event.named("actual_fee")), account_in(event.named("who"))
            except UnreadableEvent:
                continue
            if not moved and payer == self._account and not self._is_paid_otherwise(fee):
                moved, at = -fee, place
        if fee and moved:
            netuid = next((told.netuid for _, told in self._told if told.netuid is not None), None)
            self._tell(at, Movement(EntryKind.NETWORK_FEE, -min(fee, max(-moved, 0)), netuid))
            moved += min(fee, max(-moved, 0))
        if moved:
            self._tell(at, Movement(EntryKind.DEPOSIT if moved > 0 else EntryKind.BURNED, moved))

    def _is_paid_otherwise(self, fee: int) -> bool:
        """Whether another paid the fee, or it was taken in alpha."""
        names = {(event.pallet, event.name) for event in self._events}
        return _FEE_IN_ALPHA in names or any(
            event.pallet == "Balances" and event.name == "Withdraw" and fee in event.values for event in self._events
        )

    def _rest(self) -> None:
        """TAO that came from others or went to them; what the chain pays for a removed subnet is told behind it."""
        removed = [(at, e) for at, e in enumerate(self._events) if (e.pallet, e.name) == _PAID_OUT]
        for move in self._moves.rest():
            after = next((event for at, event in removed if at > move.at), None)
            if after is not None and move.rao > 0:
                netuid = after.values[0] if after.values and isinstance(after.values[0], int) else None
                self._tell(move.at, Movement(EntryKind.PAYOUT, move.rao, netuid, other=move.other))
                continue
            kind = EntryKind.DEPOSIT if move.rao > 0 else EntryKind.WITHDRAWAL
            self._tell(move.at, Movement(kind, move.rao, other=move.other))

    def _changes(self, name: tuple[str, str]) -> Iterator[tuple[int, StakeChange]]:
        """The staking events of this name that are not told yet, with their places."""
        for at, event in enumerate(self._events):
            if (event.pallet, event.name) != name or at in self._used:
                continue
            try:
                yield at, _READERS[name](event, self._removal_has_fee)
            except UnreadableEvent:
                continue


def _trade(kind: EntryKind, cash: int, change: StakeChange, alpha: int) -> Movement:
    return Movement(kind, cash, change.alpha.netuid, change.hotkey, alpha)


def _netuids_of(event: ChainEvent) -> tuple[int, int]:
    """Origin and destination of a move. Raises UnreadableEvent."""
    places = _NETUIDS.get(event.name)
    if places is None or len(event.values) <= max(places):
        raise UnreadableEvent(f"{event.pallet}.{event.name} has other values")
    return amount_in(event.values[places[0]]), amount_in(event.values[places[1]])


_NETUIDS = {"StakeMoved": (2, 4), "StakeTransferred": (3, 4), "StakeAndHotkeyTransferred": (4, 5)}
_READERS: Mapping[tuple[str, str], Callable[[ChainEvent, bool], StakeChange]] = {
    ADDED: lambda event, _: stake_added(event),
    REMOVED: lambda event, removal_has_fee: stake_removed(event, removal_has_fee=removal_has_fee),
}
