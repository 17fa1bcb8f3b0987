"""Means of an account: what it holds, what of it can be sold, what pays an order, and the rest after a sale.

After a sale the chain sells the rest of a position as well, at the pool's lowest limit, where that rest is worth less
than the runtime's least and the hotkey is another's (`clear_small_nomination_if_required`).
"""

from dataclasses import dataclass, replace
from enum import Enum

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.market import Holdings, Snapshot, StakingRules
from dtao_tui.domain.pools.pool import Pool, PoolRefusal
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import fee_on_gross
from dtao_tui.domain.subnet_id import ROOT

WHOLE_WEIGHT = 10**18
_DIGITS_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Held:
    """Stake on one subnet, with one hotkey or with all together, and what of it a sale can take now."""

    amount: Alpha
    sellable: Alpha | None
    """None where the chain has locks and does not tell them."""

    held_until: int | None = None
    """The block from which stake on root can leave; None where nothing holds it back."""

    is_own: bool | None = None
    """Whether the coldkey owns the hotkey; None where that is not known, and of several hotkeys."""

    @property
    def locked(self) -> Alpha | None:
        """What no sale can take now."""
        return None if self.sellable is None else self.amount - self.sellable

    @property
    def most(self) -> Alpha:
        """What a sale can take as far as is known here; the chain is asked before anything is signed."""
        return self.amount if self.sellable is None else self.sellable


@dataclass(frozen=True, slots=True)
class Means:
    """What one account can pay an order with."""

    held: Held
    free: Tao | None
    """None while the account was not read."""

    network_fee: Tao | None
    """What this account pays of it: zero where another pays. None while the fee is not known."""

    existential_deposit: Tao

    @property
    def spendable(self) -> Tao | None:
        """The free TAO less the network's fee and what must stay; None while one of them is not known."""
        if self.free is None or self.network_fee is None:
            return None
        return max(Tao(0), self.free - self.network_fee - self.existential_deposit)

    @property
    def is_short_of_fee(self) -> bool:
        """Whether the free TAO is known not to pay the network's fee, so that the chain takes it in alpha."""
        if self.free is None or not self.network_fee:
            return False
        return self.free < self.network_fee + self.existential_deposit

    def fee_in_alpha(self, pool: Pool) -> Alpha:
        """What is sold of the position for the network's fee, before an unstake; nothing where TAO pays it.

        `get_alpha_amount_for_tao`: at the price, and all there is where that comes to nothing or to more.
        """
        if not self.is_short_of_fee or self.network_fee is None:
            return Alpha(0, pool.netuid)
        worth = pool.at_spot(Side.BUY, self.network_fee)
        return min(worth, self.held.most) if worth else self.held.most

    def most_sold(self, pool: Pool) -> Alpha:
        """The most that an unstake can sell once the network's fee was taken."""
        return self.held.most - self.fee_in_alpha(pool)


class Fate(Enum):
    """What the chain does with the rest of a position after a sale."""

    NOTHING = "nothing stays"
    STAYS = "stays"
    AT_RISK = "sold if the price falls within the limit"
    SOLD = "sold"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Rest:
    """What a sale leaves of a position."""

    sold: Alpha
    fee_in_alpha: Alpha
    amount: Alpha
    """What is left when the sale is done."""

    fate: Fate
    least: Tao | None = None
    """What a rest must be worth to stay; None where not known."""

    brings: Tao | None = None
    """What the rest would bring if it were sold now, behind the sale; None where it stays or that is not known.

    Nothing where it cannot be sold: the chain then clears it all the same.
    """

    least_kept: Alpha | None = None
    """The least rest that stays at any price within the limit; None where none is safe, or none is needed."""

    most_kept_sale: Alpha | None = None
    """The sale that leaves that rest; None where there is no such sale."""

    whole_sale: Alpha | None = None
    """The sale that leaves nothing; None where a lock holds a part."""

    @property
    def stays(self) -> Alpha:
        """What is held when all is done at these prices."""
        return Alpha(0, self.amount.netuid) if self.fate is Fate.SOLD else self.amount

    @property
    def needs_a_word(self) -> bool:
        """Whether the rest may not stay, so that a person must be told before signing."""
        return self.fate in (Fate.SOLD, Fate.AT_RISK, Fate.UNKNOWN)


def held_by(holdings: Holdings | None, snapshot: Snapshot, netuid: int, hotkey: str | None = None) -> Held:
    """What the account holds on a subnet, with one hotkey or (None) with all together."""
    stakes = [s for s in holdings.stakes if s.netuid == netuid and hotkey in (None, s.hotkey)] if holdings else []
    nothing = Alpha(0, netuid)
    amount = sum((stake.amount for stake in stakes), nothing)
    if holdings is None:
        return Held(amount, amount)
    untils = [until for stake in stakes if (until := _held_until(stake.touched_at, snapshot)) is not None]
    is_own = stakes[0].is_own if hotkey is not None and stakes else None
    if netuid == ROOT and untils:
        fresh = [stake.amount for stake in stakes if _held_until(stake.touched_at, snapshot) is not None]
        return Held(amount, amount - sum(fresh, nothing), max(untils), is_own)
    if holdings.locked is None:
        return Held(amount, None, None, is_own)
    # A lock holds a part of all the stakes on the subnet together, whichever hotkeys they are with.
    unlocked = holdings.staked(netuid) - holdings.locked.get(netuid, nothing)
    return Held(amount, max(min(amount, unlocked), nothing), None, is_own)


def by_hotkey(holdings: Holdings | None, netuid: int) -> dict[str, Alpha]:
    """What the account holds on a subnet with each hotkey."""
    stakes = holdings.stakes if holdings else ()
    return {stake.hotkey: stake.amount for stake in stakes if stake.netuid == netuid}


def after_sale(sold: Alpha, means: Means, pool: Pool, limit: Price, rules: StakingRules) -> Rest:
    """The rest of a position after this much of it was sold, and what the chain does with it.

    `limit` bounds the price after the sale.
    """
    nothing = Alpha(0, pool.netuid)
    fee = means.fee_in_alpha(pool)
    left = max(means.held.amount - fee - sold, nothing)
    rest = Rest(sold, fee, left, Fate.NOTHING, rules.least_rest)
    if not left:
        return rest
    if means.held.is_own or rules.least_rest == Tao(0):
        return replace(rest, fate=Fate.STAYS)
    if rules.least_rest is None:
        return replace(rest, fate=Fate.UNKNOWN, whole_sale=_whole_sale(means, pool))
    kept = least_kept(pool, limit, rules.least_rest, means.held.amount)
    if kept is not None and left >= kept:
        return replace(rest, fate=Fate.STAYS)
    after = _after(pool, fee, sold)
    fate = Fate.SOLD if left < after.at_spot(Side.BUY, rules.least_rest) else Fate.AT_RISK
    if means.held.is_own is None:
        fate = Fate.UNKNOWN
    return replace(
        rest,
        fate=fate,
        brings=_brings(after, left, means.held),
        least_kept=kept,
        most_kept_sale=_sale_that_keeps(kept, means, pool),
        whole_sale=_whole_sale(means, pool),
    )


def least_kept(pool: Pool, limit: Price, least: Tao, held: Alpha) -> Alpha | None:
    """The least rest worth enough at any price that a sale within the limit leaves, rounded up to three digits.

    The limit bounds the price before the block's author sells the fee, which pushes it a little further. None where
    that could be too far.
    """
    if not limit:
        return None
    worth = -(-least.rao * RAO_PER_TAO // limit.rao)
    if not pool.is_stable:
        # A sale of f moves the price by less than f / (reserve × weight of TAO).
        depth = pool.alpha_in.rao * pool.quote_weight // WHOLE_WEIGHT
        spare = depth - fee_on_gross(held.rao, pool.fee_rate)
        if spare <= 0:
            return None
        worth = -(-worth * depth // spare)
    return Alpha(_rounded_up(worth), pool.netuid)


def _held_until(touched_at: int | None, snapshot: Snapshot) -> int | None:
    """The block from which a root stake of this age can leave; None where it can (`refuse_fresh_root`, spec 461)."""
    hold = snapshot.rules.root_hold_blocks
    if touched_at is None or not hold:
        return None
    until = touched_at + hold
    # The order can be in the next block at the earliest.
    return until if snapshot.block + 1 < until else None


def _after(pool: Pool, fee: Alpha, sold: Alpha) -> Pool:
    """The pool behind the sale for the network's fee, the sale, and the author's of the pool's fee."""
    try:
        paid = pool.after(pool.trade(Side.SELL, fee, drop_fees=True), sells_fee=False) if fee else pool
        return paid.after(paid.trade(Side.SELL, sold)) if sold else paid
    except PoolRefusal:
        return pool


def _brings(pool: Pool, left: Alpha, held: Held) -> Tao | None:
    if held.locked is None:
        return None
    if held.locked:
        # The chain cannot sell what a lock holds, and clears it for nothing.
        return Tao(0)
    try:
        return pool.trade(Side.SELL, left).received
    except PoolRefusal:
        # The chain then clears the rest for nothing.
        return Tao(0)


def _whole_sale(means: Means, pool: Pool) -> Alpha | None:
    most = means.most_sold(pool)
    return most if most and means.held.most == means.held.amount else None


def _sale_that_keeps(kept: Alpha | None, means: Means, pool: Pool) -> Alpha | None:
    if kept is None:
        return None
    sale = min(means.held.amount - means.fee_in_alpha(pool) - kept, means.most_sold(pool))
    return sale if sale > Alpha(0, pool.netuid) else None


def _rounded_up(rao: int) -> int:
    """The amount rounded up to three significant digits."""
    unit = 1
    while rao > _DIGITS_KEPT * unit:
        unit *= 10
    return -(-rao // unit) * unit
