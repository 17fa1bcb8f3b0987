"""Dividends on their way into baskets: epochs queue them, and a validator's are put into its basket together.

That happens for one validator in each block, in turn, and at once before anything that changes what its stakers are
owed: claims, trades and purchases of the basket, root stake that comes or goes. What is worth too little waits. Shares
are minted at what the basket would bring, sold row by row (`basket_flush.rs`, spec 475); of what the chain keeps for
display, the baselines of indices, nothing is written here.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools, shares, u96f32
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.pallets.baskets.basket_fund import ESCROW, RATE, SHARES
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Storage, View
from dtao_tui.practice.state.internal_items import BASKET_QUEUE, HAS_WEIGHTS

PENDING = "SubtensorModule.PendingBasketDeposits"
CURSOR = "SubtensorModule.PendingBasketFlushCursor"
THRESHOLD = "SubtensorModule.RootClaimableThreshold"

PREFIX = bytes.fromhex("658faa385070e074c85bf6b568cf05555439b7dffac006494258ea5ae29f4bbb")
"""What every storage key of `PENDING` begins with: the chain's turn goes by these keys."""

MOST_ROWS = 256
"""The most rows of a basket on the chain. A larger one, which only a larger world has, is valued at the prices."""

_STALE_PART = 100


class _NotMinted(Exception):
    """A deposit that buys no share, or that a pool cannot value: the dividends wait again."""


@dataclass(frozen=True, slots=True)
class DepositWork:
    """What it took to put dividends into a basket, for the fee of a call that did."""

    quotes: int = 0
    rows: int = 0


def enqueue(storage: Storage, hotkey: bytes, netuid: int, alpha: int) -> None:
    """Let dividends in rao of alpha wait for a validator's basket (`enqueue_basket_deposit`)."""
    if not alpha:
        return
    storage.add(PENDING, hotkey, netuid, amount=alpha)
    waiting = queued(storage, hotkey)
    if netuid not in waiting:
        storage.put(BASKET_QUEUE, hotkey, value=tuple(sorted([*waiting, netuid])))


def queued(view: View, hotkey: bytes) -> list[int]:
    """The subnets whose dividends wait for a validator's basket, in order."""
    waiting = view.get(BASKET_QUEUE, hotkey)
    return [netuid for netuid in waiting if isinstance(netuid, int)] if isinstance(waiting, list | tuple) else []


def deposit(context: Context, hotkey: bytes) -> DepositWork:
    """Put what waits for a validator's basket into it, if it is worth enough (`flush_basket_deposits_for_hotkey`).

    Of a removed subnet, or of a validator that left root, it is recycled.
    """
    storage, batch = context.storage, []
    least = u96f32.stored(storage, THRESHOLD, ROOT) >> 32
    is_on_root = storage.has("SubtensorModule.Uids", ROOT, hotkey)
    for netuid in queued(storage, hotkey):
        alpha = storage.number(PENDING, hotkey, netuid)
        if not is_on_root or not pools.exists(storage, netuid):
            _take_out(storage, hotkey, netuid)
            _recycle(storage, [(netuid, alpha)])
        elif u64f64.to_u64(pools.pool_of(storage, netuid).price_bits * alpha) >= least:
            batch.append((netuid, alpha))
    for netuid, _ in batch:
        _take_out(storage, hotkey, netuid)
    return _deposited(context, hotkey, batch) if batch else DepositWork()


def deposit_next(context: Context) -> None:
    """Put in what waits for the validator whose turn it is (`flush_pending_basket_deposits_block`)."""
    storage = context.storage
    after = storage.get(CURSOR)
    last = after if isinstance(after, bytes) else b""
    hotkeys = (key[0] for key, waiting in storage.entries(BASKET_QUEUE) if waiting and isinstance(key[0], bytes))
    turns = sorted((_last_key(hotkey, queued(storage, hotkey)), hotkey) for hotkey in hotkeys)
    turn = next(((key, hotkey) for key, hotkey in turns if key > last), None)
    if turn is None:
        storage.drop(CURSOR)
        return
    key, hotkey = turn
    deposit(context, hotkey)
    storage.put(CURSOR, value=key)


def move(storage: Storage, old: bytes, new: bytes) -> None:
    """Let what waits for a validator's basket wait for that of the hotkey that takes its place."""
    for netuid in queued(storage, old):
        alpha = storage.number(PENDING, old, netuid)
        _take_out(storage, old, netuid)
        enqueue(storage, new, netuid, alpha)


def forget(storage: Storage, netuid: int) -> None:
    """Recycle all that waits of a subnet that is cleaned up."""
    for key, waiting in list(storage.entries(BASKET_QUEUE)):
        hotkey = key[0]
        if isinstance(waiting, list | tuple) and netuid in waiting and isinstance(hotkey, bytes):
            _take_out(storage, hotkey, netuid)


def _deposited(context: Context, hotkey: bytes, batch: Sequence[tuple[int, int]]) -> DepositWork:
    """Put a batch into the basket whole or, where that fails, by subnet; what fails alone waits again."""
    storage = context.storage
    own = shares.stake_of(storage, hotkey, ESCROW, ROOT)
    others = shares.hotkey_alpha(storage, hotkey, ROOT) - own
    if not others and not (own and storage.number(SHARES, hotkey)):
        _recycle(storage, batch)
        return DepositWork()
    rows = basket_fund.rows(storage, hotkey)
    work = DepositWork(len(rows) + 2 * len(batch), len(batch))
    mark = context.mark()
    try:
        with storage.transaction():
            before = _value(storage, hotkey)
            added = _accumulated(storage, hotkey, batch)
            if added is not None:
                _mint(context, hotkey, (before, added), (others, own))
    except _NotMinted:
        context.forget_since(mark)
        if len(batch) == 1:
            enqueue(storage, hotkey, *batch[0])
            return work
        parts = [_deposited(context, hotkey, [each]) for each in batch]
        return DepositWork(work.quotes + sum(part.quotes for part in parts), work.rows)
    return work


def _accumulated(storage: Storage, hotkey: bytes, batch: Iterable[tuple[int, int]]) -> int | None:
    """Add alpha to the holdings; returns what they are worth more, in rao of TAO, and None where none was added.

    Dividends of a pool that takes no sale any more are recycled. Raises _NotMinted.
    """
    added: int | None = None
    for netuid, alpha in batch:
        before = _realizable(storage, hotkey, netuid)
        if before is None:
            _recycle(storage, [(netuid, alpha)])
            continue
        basket_fund.hold(storage, hotkey, netuid, alpha)
        after = _realizable(storage, hotkey, netuid)
        if after is None:
            shares.withdraw(storage, hotkey, ESCROW, netuid, alpha)
            _recycle(storage, [(netuid, alpha)])
            continue
        added = (added or 0) + max(after - before, 0)
    return added


def _mint(context: Context, hotkey: bytes, worth: tuple[int, int], root: tuple[int, int]) -> None:
    """Mint shares for what was added, at the worth before (`mint_basket_dividend_shares`). Raises _NotMinted.

    The part that the basket's own cash earned mints none, and so raises every share.
    """
    storage, (before, added), (others, own) = context.storage, worth, root
    whole, minted = storage.number(SHARES, hotkey), 0
    if others:
        minted = _shares_for(added * others // (others + own), before, whole)
        raised = u96f32.over(u96f32.from_int(minted), u96f32.from_int(others))
        if not minted or not raised:
            raise _NotMinted
        storage.put(SHARES, hotkey, value=whole + minted)
        storage.put(RATE, hotkey, value={"bits": u96f32.stored(storage, RATE, hotkey) + raised})
    storage.add(basket_fund.DEPOSITED, hotkey, amount=added)
    if storage.flag(HAS_WEIGHTS):
        context.emit("SubtensorModule", "BasketDeposited", hotkey, added, minted)


def _shares_for(value: int, before: int, whole: int) -> int:
    """Shares for this worth; where old ones are worth nothing, only if they are next to none."""
    if not whole:
        return value
    if not before:
        return value if whole <= value // _STALE_PART else 0
    return value * whole // before


def _value(view: View, hotkey: bytes) -> int:
    """The worth of a basket in rao, sold row by row. Raises _NotMinted."""
    rows = basket_fund.rows(view, hotkey)
    if len(rows) > MOST_ROWS:
        return basket_fund.worth(view, hotkey)
    return sum(_realizable(view, hotkey, netuid) or 0 for netuid, _ in rows)


def _realizable(view: View, hotkey: bytes, netuid: int) -> int | None:
    """What selling a holding brings, in rao; None where its pool pays nothing for it any more. Raises _NotMinted."""
    try:
        return basket_fund.realizable(view, netuid, shares.stake_of(view, hotkey, ESCROW, netuid))
    except DispatchFailure as failure:
        raise _NotMinted from failure


def _take_out(storage: Storage, hotkey: bytes, netuid: int) -> None:
    storage.drop(PENDING, hotkey, netuid)
    left = tuple(each for each in queued(storage, hotkey) if each != netuid)
    if left:
        storage.put(BASKET_QUEUE, hotkey, value=left)
    else:
        storage.drop(BASKET_QUEUE, hotkey)


def _recycle(storage: Storage, batch: Iterable[tuple[int, int]]) -> None:
    for netuid, alpha in batch:
        storage.add(pools.ALPHA_OUT, netuid, amount=-alpha)


def _last_key(hotkey: bytes, netuids: Iterable[int]) -> bytes:
    """The raw storage key of a validator's last entry, in the chain's order: account by its hash, netuid as bytes."""
    place = hashlib.blake2b(hotkey, digest_size=16).digest() + hotkey
    return PREFIX + place + max(netuid.to_bytes(2, "little") for netuid in netuids)
