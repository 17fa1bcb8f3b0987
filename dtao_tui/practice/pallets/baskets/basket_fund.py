"""Root dividends: every validator has a basket of alpha for those who stake to it on root (spec 475).

The basket's alpha stays staked to the validator, under an account without a key, whose root stake is the basket's cash.
Stakers own it by shares: every deposit mints shares at the basket's worth before it, and `BasketRate` counts them per
rao of root stake.
"""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.pools.pool import PoolRefusal, PriceLimitExceeded, ReservesTooLow, Sold
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import balances, pools, shares, u96f32
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Storage, View
from dtao_tui.practice.state.derived_accounts import account_named, subnet_account
from dtao_tui.practice.state.internal_items import BASKET_ROWS

SHARES = "SubtensorModule.BasketShares"
RATE = "SubtensorModule.BasketRate"
CLAIMED = "SubtensorModule.BasketClaimed"
DEPOSITED = "SubtensorModule.BasketDepositedTao"
REDEEMED = "SubtensorModule.BasketRedeemedTao"
BURNED = "AlphaAssets.AlphaBurned"

ESCROW = account_named("basket escrow")
"""The account that holds every basket."""


@dataclass(frozen=True, slots=True)
class BasketHolding:
    """One subnet's alpha in a basket, in rao, and its worth in rao of TAO."""

    netuid: int
    alpha: int
    at_price: int
    realizable: int
    """The proceeds of selling it alone now, without a fee."""

    is_stuck: bool = False
    """Whether its pool pays not one rao for it any more: a claim writes it off."""

    failure: DispatchFailure | None = None
    """Why it cannot be valued now; a claim fails by it."""


def holdings(view: View, hotkey: bytes) -> list[BasketHolding]:
    """The holdings of a validator's basket."""
    return [_holding(view, netuid, alpha) for netuid, alpha in rows(view, hotkey)]


def rows(view: View, hotkey: bytes) -> list[tuple[int, int]]:
    """By netuid in order: the rao of alpha in a basket, on subnets that exist."""
    held = ((netuid, shares.stake_of(view, hotkey, ESCROW, netuid)) for netuid in _netuids(view, hotkey))
    return [(netuid, alpha) for netuid, alpha in held if alpha and pools.exists(view, netuid)]


def worth(view: View, hotkey: bytes) -> int:
    """The worth of a basket at the prices, in rao."""
    return sum(_at_price(view, netuid, alpha) for netuid, alpha in rows(view, hotkey))


def sale_of(view: View, netuid: int, alpha: int) -> Sold:
    """The sale of this much alpha now, as the chain's own, without a fee. Raises PoolRefusal."""
    return pools.pool_of(view, netuid).trade(Side.SELL, Alpha(alpha, netuid), drop_fees=True)


def realizable(view: View, netuid: int, alpha: int) -> int | None:
    """What selling this much alpha brings now, in rao; None where its pool pays nothing for it any more.

    `try_realizable_tao_for_alpha`: of a pool's refusals only that of low reserves is `TerminalLiquidity`. Raises
    DispatchFailure for the others.
    """
    if not alpha:
        return 0
    try:
        return sale_of(view, netuid, alpha).received.rao
    except ReservesTooLow:
        return None
    except PoolRefusal as refusal:
        raise pools.failure_of(refusal) from refusal


def hold(storage: Storage, hotkey: bytes, netuid: int, alpha: int) -> None:
    """Add rao of alpha, or of TAO on root, to a validator's basket."""
    shares.deposit(storage, hotkey, ESCROW, netuid, alpha)
    known = _netuids(storage, hotkey)
    if netuid not in known:
        storage.put(BASKET_ROWS, hotkey, value=tuple(sorted([*known, netuid])))


def owed_shares(view: View, hotkey: bytes, coldkey: bytes) -> int:
    """The shares of a validator's basket that a coldkey can claim."""
    root = shares.stake_of(view, hotkey, coldkey, ROOT)
    entitled = u96f32.times(_rate(view, hotkey), u96f32.from_int(root)) >> 32
    return min(max(entitled - view.number(CLAIMED, hotkey, coldkey), 0), view.number(SHARES, hotkey))


def payout(view: View, hotkey: bytes, coldkey: bytes) -> int:
    """A coldkey's part in rao of what selling the whole basket now would bring (`get_basket_payout_tao`)."""
    owed, whole = owed_shares(view, hotkey, coldkey), view.number(SHARES, hotkey)
    if not owed:
        return 0
    return sum(holding.realizable for holding in holdings(view, hotkey)) * owed // whole


def convert(context: Context, netuid: int) -> None:
    """Sell every basket's holding on a removed subnet, and keep its TAO as cash; what nobody buys is written off."""
    for hotkey in keepers(context.storage, netuid):
        turn_into_cash(context, hotkey, netuid)


def turn_into_cash(context: Context, hotkey: bytes, netuid: int) -> bool:
    """Sell a basket's whole holding on a subnet for cash, or write it off; whether either was done.

    `convert_basket_holding_to_root`: a pool that refuses it for now keeps the holding as it is.
    """
    storage = context.storage
    alpha = shares.stake_of(storage, hotkey, ESCROW, netuid)
    if not alpha:
        return False
    try:
        tao = redeem(context, hotkey, netuid, alpha)
    except DispatchFailure:
        return False
    if tao is None:
        write_off(context, hotkey, netuid, alpha)
        return True
    add_cash(storage, hotkey, tao)
    context.emit("SubtensorModule", "BasketHoldingConverted", hotkey, netuid, tao)
    return True


def add_cash(storage: Storage, hotkey: bytes, tao: int) -> None:
    """Book rao of TAO, already on root's account, as a basket's cash (`credit_root_slot`)."""
    hold(storage, hotkey, ROOT, tao)
    credit_root(storage, tao)


def credit_root(storage: Storage, tao: int) -> None:
    """Count rao of TAO, negative for what leaves, as root's."""
    for item in (pools.TAO_IN, pools.ALPHA_OUT):
        storage.add(item, ROOT, amount=tao)
    storage.add(pools.TOTAL_STAKE, amount=tao)


def redeem(context: Context, hotkey: bytes, netuid: int, alpha: int) -> int | None:
    """Sell a slice of a holding without a fee; its TAO goes to root's account.

    Returns it in rao, and None with nothing sold where the pool pays nothing for the slice any more. Raises
    DispatchFailure, too, where the lowest price would leave a part unsold.
    """
    if not alpha:
        return 0
    try:
        sold = sale_of(context.storage, netuid, alpha)
    except ReservesTooLow:
        return None
    except PoolRefusal as refusal:
        raise pools.failure_of(refusal) from refusal
    if sold.net.rao != alpha:
        raise pools.failure_of(PriceLimitExceeded())
    shares.withdraw(context.storage, hotkey, ESCROW, netuid, alpha)
    pools.sell(context.storage, netuid, sold)
    balances.move(context, subnet_account(netuid), subnet_account(ROOT), sold.received.rao)
    return sold.received.rao


def write_off(context: Context, hotkey: bytes, netuid: int, alpha: int) -> None:
    """Burn a holding, or a slice of one, in rao of alpha (`BasketAlphaWrittenOff`)."""
    shares.withdraw(context.storage, hotkey, ESCROW, netuid, alpha)
    context.storage.add(BURNED, netuid, amount=alpha)
    context.emit("SubtensorModule", "BasketAlphaWrittenOff", hotkey, netuid, alpha)


def keepers(view: View, netuid: int) -> list[bytes]:
    """The validators whose baskets hold alpha of a subnet, in the order in which they sell it."""
    held = (key[0] for key, _ in view.entries(shares.SHARE) if key[1:] == (ESCROW, netuid))
    return sorted(hotkey for hotkey in held if isinstance(hotkey, bytes))


def root_changed(storage: Storage, hotkey: bytes, coldkey: bytes, rao: int) -> None:
    """Preserve what is owed when root stake grows or, with negative rao, shrinks.

    `add_stake_adjust_root_claimed_for_hotkey_and_coldkey` and its counterpart.
    """
    rate = _rate(storage, hotkey)
    if rate:
        counted = u96f32.times(rate, u96f32.from_int(abs(rao))) >> 32
        storage.add(CLAIMED, hotkey, coldkey, amount=counted if rao > 0 else -counted)


def _netuids(view: View, hotkey: bytes) -> list[int]:
    known = view.get(BASKET_ROWS, hotkey)
    return [netuid for netuid in known if isinstance(netuid, int)] if isinstance(known, list | tuple) else []


def _holding(view: View, netuid: int, alpha: int) -> BasketHolding:
    price = _at_price(view, netuid, alpha)
    try:
        tao = realizable(view, netuid, alpha)
    except DispatchFailure as failure:
        return BasketHolding(netuid, alpha, price, 0, failure=failure)
    return BasketHolding(netuid, alpha, price, tao or 0, is_stuck=tao is None)


def _at_price(view: View, netuid: int, alpha: int) -> int:
    return pools.pool_of(view, netuid).price.worth_of(Alpha(alpha, netuid)).rao


def _rate(view: View, hotkey: bytes) -> int:
    """Shares per rao of root stake, in 2⁻³²."""
    return u96f32.stored(view, RATE, hotkey)
