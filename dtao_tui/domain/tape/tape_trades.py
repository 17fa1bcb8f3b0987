"""Trades of a block, read from its events: side, size, who, and the price before and after each.

Prices come from `pool_walk`: the reserves at the block's end by its snapshot, taken back trade by trade. They are
unknown where the block has no snapshot (one that was read afterwards), where the curve is not computed here, and
where something changed the pool that no event tells.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from sys import intern

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.tape.pool_walk import Passage, Walked, walk_back
from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.domain.trades.chain_events import ChainEvent, UnreadableEvent, amount_in
from dtao_tui.domain.trades.flows import StakeChange, fee_paid, stake_added, stake_removed
from dtao_tui.domain.trades.intents import STAKING

MOST_PRICED = 128
"""Trades of a block, the last ones, whose prices are computed: each takes about half a millisecond."""


class TapeOp(Enum):
    """What a trade is a part of; the values are what people read, and are stored."""

    STAKE = "stake"
    UNSTAKE = "unstake"
    SWAP_IN = "swap in"
    SWAP_OUT = "swap out"
    MOVE_IN = "move in"
    MOVE_OUT = "move out"
    GIFT_IN = "gift in"
    GIFT_OUT = "gift out"
    FEE = "fee"
    """Alpha that was sold for the network's fee."""

    @property
    def side(self) -> Side:
        """Whether it buys alpha in this pool, which moves the price up, or sells it."""
        return Side.BUY if self in _BUYING else Side.SELL


_BUYING = frozenset({TapeOp.STAKE, TapeOp.SWAP_IN, TapeOp.MOVE_IN, TapeOp.GIFT_IN})


@dataclass(frozen=True, slots=True)
class TapeTrade:
    """A line of the tape: a trade through one pool, or several alike of one extrinsic."""

    block: int
    time_ms: int | None
    """When its block was made, by the chain's clock."""

    extrinsic: int | None
    """Its extrinsic's number in the block; None for what happened outside of extrinsics."""

    op: TapeOp
    subnet: SubnetId
    tao: Tao
    """The size: what was paid, the pool's fee in it, or what was received."""

    alpha: Alpha
    """What was bought, or what was sold with the pool's fee in it."""

    before: Price | None
    """The price before the first of them; None where it is not known exactly."""

    after: Price | None
    """The price after the last of them, the author's sale of the fee in it."""

    flow: Tao | None
    """By how much the pool's TAO changed, the author's sale of the fee in it; None where that is not known exactly."""

    coldkey: str
    hotkeys: tuple[str, ...]
    """The validators' hotkeys, without repetition, in order."""

    count: int = 1
    """How many trades of one extrinsic this line stands for."""

    @property
    def side(self) -> Side:
        """Whether alpha was bought or sold."""
        return self.op.side

    def is_mine(self, addresses: Collection[str]) -> bool:
        """Whether one of these coldkeys traded."""
        return self.coldkey in addresses

    def together(self, later: "TapeTrade") -> "TapeTrade":
        """This and a later trade alike of the same extrinsic, in one line."""
        return replace(
            self,
            tao=self.tao + later.tao,
            alpha=self.alpha + later.alpha,
            after=later.after,
            flow=None if self.flow is None or later.flow is None else self.flow + later.flow,
            hotkeys=tuple(dict.fromkeys((*self.hotkeys, *later.hotkeys))),
            count=self.count + later.count,
        )


@dataclass(slots=True)
class _Change:
    """A change of stake by one event, until it is known what it was a part of."""

    extrinsic: int | None
    op: TapeOp
    change: StakeChange
    walked: Walked = field(default=None)

    @property
    def netuid(self) -> int:
        return self.change.alpha.netuid


def trades_of(
    events: BlockEvents, snapshot: Snapshot | None, newest: Snapshot, before: Snapshot | None = None
) -> tuple[TapeTrade, ...]:
    """The trades of a block, in their order, those alike of one extrinsic together. Raises UnreadableEvent.

    `snapshot` is the block's own, which prices come from, and `before` that of the block before; None where they were
    not read. `newest` tells which subnet has which number.
    """
    changes = _changes(events)
    if snapshot is not None:
        _walk(changes, snapshot, before if before is not None and before.block == events.block - 1 else None)
    lines: dict[object, TapeTrade] = {}
    for place, change in enumerate(changes):
        trade = _trade(change, events, newest)
        alike: object = (trade.extrinsic, trade.op, trade.subnet, trade.coldkey)
        key = place if trade.extrinsic is None else alike
        lines[key] = lines[key].together(trade) if key in lines else trade
    return tuple(lines.values())


def _changes(events: BlockEvents) -> list[_Change]:
    """What went through a pool, event by event; moves within a subnet pass none and are left out."""
    found: list[_Change] = []
    begun: int | None = None
    first = 0
    for placed in events.events:
        event = placed.event
        if event.pallet != STAKING:
            continue
        if placed.extrinsic != begun:
            begun, first = placed.extrinsic, len(found)
        match event.name:
            case "StakeAdded":
                found.append(_Change(placed.extrinsic, TapeOp.STAKE, stake_added(event)))
            case "StakeRemoved":
                sold = stake_removed(event, removal_has_fee=events.removal_has_fee)
                found.append(_Change(placed.extrinsic, TapeOp.UNSTAKE, sold))
            case name if name in _CROSSINGS:
                found[first:] = _crossed(found[first:], event)
            case "TransactionFeePaidWithAlpha":
                _mark_fee(found[first:], event)
    return found


_CROSSINGS: Mapping[str, tuple[TapeOp, TapeOp, int, int]] = {
    "StakeSwapped": (TapeOp.SWAP_OUT, TapeOp.SWAP_IN, 2, 3),
    "StakeMoved": (TapeOp.MOVE_OUT, TapeOp.MOVE_IN, 2, 4),
    "StakeTransferred": (TapeOp.GIFT_OUT, TapeOp.GIFT_IN, 3, 4),
    "StakeAndHotkeyTransferred": (TapeOp.GIFT_OUT, TapeOp.GIFT_IN, 4, 5),
}
"""By the event behind a sale and a purchase: what each of them was a part of, and the places of both netuids in it.

Source: the events of pallet subtensor, spec 425 and 475.
"""


def _crossed(changes: list[_Change], event: ChainEvent) -> list[_Change]:
    """The changes of an extrinsic, the last sale and purchase between these subnets named as what they were."""
    out, into, *places = _CROSSINGS[event.name]
    if len(event.values) <= max(places):
        raise UnreadableEvent(f"{event.pallet}.{event.name} has other values")
    origin, destination = (amount_in(event.values[place]) for place in places)
    pair = (
        _last(changes, TapeOp.UNSTAKE, origin),
        _last(changes, TapeOp.STAKE, destination),
    )
    if origin == destination:
        return [each for each in changes if each not in pair]
    for change, op in zip(pair, (out, into), strict=True):
        if change is not None:
            change.op = op
    return changes


def _last(changes: list[_Change], op: TapeOp, netuid: int) -> _Change | None:
    return next((each for each in reversed(changes) if (each.op, each.netuid) == (op, netuid)), None)


def _mark_fee(changes: list[_Change], event: ChainEvent) -> None:
    """Name the sale that paid the network's fee, which the pool took no fee of."""
    fee = fee_paid((event,))
    for each in changes:
        sold = each.change
        if (
            fee is not None
            and each.op is TapeOp.UNSTAKE
            and (sold.tao, sold.alpha, sold.fee) == (fee.tao, fee.alpha, 0)
        ):
            each.op = TapeOp.FEE
            return


def _walk(changes: list[_Change], snapshot: Snapshot, before: Snapshot | None) -> None:
    """Find the pools around each change of a subnet whose curve is computed here, as far as there are not too many."""
    priced = changes[-MOST_PRICED:]
    for netuid in dict.fromkeys(each.netuid for each in priced):
        subnet = snapshot.subnets.get(netuid)
        if subnet is None or not subnet.curve_is_known:
            continue
        own = [each for each in priced if each.netuid == netuid]
        if subnet.pool.is_stable:
            for each in own:
                each.walked = (subnet.pool, subnet.pool)
            continue
        passages = [_passage(each, subnet.pool) for each in own]
        # Before the first of them others may have traded that are not priced.
        begin = _begin(subnet, before) if len(changes) == len(priced) else None
        for each, walked in zip(own, walk_back(subnet.pool, passages, begin), strict=True):
            each.walked = walked


def _begin(subnet: Subnet, before: Snapshot | None) -> int | None:
    """The reserve's rao of TAO before the first trade of a block: that of the block before, and what was emitted."""
    earlier = None if before is None else before.subnets.get(subnet.netuid)
    return None if earlier is None else earlier.pool.tao_in.rao + subnet.emission.rao


def _passage(each: _Change, pool: Pool) -> Passage:
    change = each.change
    if each.op.side is Side.BUY:
        is_cut = change.fee not in (0, pool.fee_on(change.tao.rao))
        return Passage(Side.BUY, change.tao.rao - change.fee, change.alpha.rao, may_leave=is_cut)
    return Passage(Side.SELL, change.tao.rao, change.alpha.rao - change.fee, change.fee)


def _trade(each: _Change, events: BlockEvents, newest: Snapshot) -> TapeTrade:
    change, walked = each.change, each.walked
    return TapeTrade(
        block=events.block,
        time_ms=events.time_ms,
        extrinsic=each.extrinsic,
        op=each.op,
        subnet=_subnet_at(newest, each.netuid, events.block),
        tao=change.tao,
        alpha=change.alpha,
        before=walked[0].price if walked else None,
        after=walked[1].price if walked else None,
        flow=walked[1].tao_in - walked[0].tao_in if walked else None,
        # Few accounts make most trades; thousands of lines share their addresses.
        coldkey=intern(change.coldkey),
        hotkeys=(intern(change.hotkey),),
    )


def _subnet_at(newest: Snapshot, netuid: int, block: int) -> SubnetId:
    """The subnet that had this number at this block, by a later snapshot; without its registration if that is later."""
    subnet = newest.subnets.get(netuid)
    known = subnet is not None and subnet.registered_at <= block
    return subnet.id if subnet is not None and known else SubnetId(netuid)
